// ListNet's top-one cross entropy and its gradient; one invocation per group. Two softmaxes over a group's members, of their
// relevances and of their scores: the loss is -sum of the first times the log of the second.
@compute @workgroup_size(4)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let group = id.x + id.y * groups.x * 4;
  if (group >= sizes.groups) { return; }
  var list = listOf(group);
  var gradient: array<f32, MEMBERS>;
  var loss = 0.0;
  if (list.ordered) {
    var top = list.score[0];
    var most = list.relevance[0];
    for (var i = 1u; i < list.count; i++) {
      top = max(top, list.score[i]);
      most = max(most, list.relevance[i]);
    }
    var mass = 0.0;
    var wanted = 0.0;
    for (var i = 0u; i < list.count; i++) {
      mass += exp(list.score[i] - top);
      wanted += exp(list.relevance[i] - most);
    }
    for (var i = 0u; i < list.count; i++) {
      let share = exp(list.relevance[i] - most) / wanted;
      loss += share * (log(mass) + top - list.score[i]);
      gradient[i] = exp(list.score[i] - top) / mass - share;
    }
  }
  write(group, &list, loss, &gradient);
}
