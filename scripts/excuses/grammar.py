"""What excuses are made of: occasions, culprits with what they did, and turns of phrase by tone. All of it is this project's own.

Knows: words. Must not know: how they are put together (prepare.py), the model.
"""

from __future__ import annotations

# What one is late for, as it stands behind "late for".
OCCASIONS = [
    "the dentist", "a job interview", "my own wedding", "the school run", "a first date", "the team meeting",
    "dinner with your parents", "yoga class", "the night train", "the opera", "jury duty", "band practice", "the gym",
    "a birthday party", "choir practice", "the vet", "parents' evening", "book club", "an exam", "a haircut", "the flight",
    "Sunday lunch", "game night", "the photo shoot", "a piano lesson", "the board meeting", "my own birthday",
    "the pub quiz", "a picnic", "the moon landing",
]  # fmt: skip

# Who is to blame: as the prompt says it, how it is called afterwards, what it did, and what it cannot have done.
CULPRITS: dict[str, tuple[str, list[str], list[str]]] = {
    "a goose": ("the goose", ["blocked the front door", "chased me down the street", "sat on my shoes"], ["asked for my papers", "now claims to be my landlord", "is holding a meeting in my hall"]),
    "my cat": ("the cat", ["slept on my coat", "hid my keys", "would not leave my lap"], ["filed a complaint about breakfast", "changed the locks", "hired a lawyer"]),
    "my dog": ("the dog", ["ate my ticket", "wanted one more walk", "buried my phone"], ["took the car", "insisted on driving", "gave a speech about loyalty"]),
    "the bus driver": ("the driver", ["drove past my stop", "took the long way round", "waited for a friend"], ["let a swan take the wheel", "stopped to finish a novel", "turned the bus into a boat"]),
    "my alarm clock": ("the clock", ["did not ring", "ran an hour slow", "fell behind the bed"], ["has joined a union", "only rings for people it likes", "left me for another sleeper"]),
    "the lift": ("the lift", ["stopped between two floors", "would not open", "went up instead of down"], ["took me to a floor that does not exist", "wanted to talk about its childhood", "goes sideways on Tuesdays"]),
    "my phone": ("the phone", ["ran out of battery", "showed me the wrong day", "sent me to the wrong address"], ["called my mother by itself", "is planning a revolution", "has its own calendar and I am not in it"]),
    "the toaster": ("the toaster", ["set off the smoke alarm", "burnt my breakfast twice", "blew a fuse"], ["fired bread at the neighbours", "only speaks French before noon", "has been elected to the council"]),
    "the printer": ("the printer", ["jammed on page one", "ran out of ink", "printed it all in pink"], ["demanded an apology in cyan", "printed a map to a treasure", "challenged me to a duel"]),
    "the wifi": ("the wifi", ["went down at nine", "lost my directions", "froze in the middle of a call"], ["moved next door for love", "now lives in the fridge", "asked me who I really am"]),
    "the washing machine": ("the machine", ["flooded the kitchen", "kept my only trousers", "would not give back my shirt"], ["walked out of the house", "opened a door to the sea", "is keeping my left socks for an army"]),
    "my umbrella": ("the umbrella", ["turned inside out", "got stuck in a door", "blew away with my hat"], ["carried me over three villages", "would only open for royalty", "has a pilot's licence"]),
    "my shoelaces": ("those laces", ["came undone on the stairs", "got caught in my bike", "broke twice on the way"], ["tied me to a lamp post", "learned a knot no sailor knows", "refuse to work as a pair"]),
    "a sandwich": ("the sandwich", ["took longer than I thought", "fell on my shirt", "needed more mustard"], ["was too beautiful to leave alone", "looked at me as if it knew", "turned out to be my cousin"]),
    "a pigeon": ("the pigeon", ["stole my ticket", "ruined my jacket", "would not get off my bike"], ["tried to sell me insurance", "runs this whole city", "was wearing my hat"]),
    "a squirrel": ("the squirrel", ["took my lunch", "got into the car", "ran off with my keys"], ["buried my car", "made me sign for a nut", "is writing a book about me"]),
    "a snail": ("the snail", ["was on the path and I waited", "slowed everyone down", "held up the traffic"], ["overtook me", "gave me a lift", "won the race fair and square"]),
    "an octopus": ("the octopus", ["got out of its tank", "would not let go of my arm", "blocked the road by the aquarium"], ["beat me at cards with every hand", "directed the traffic in eight ways", "borrowed all my gloves"]),
    "my neighbour": ("the neighbour", ["talked for half an hour", "parked in front of my car", "needed help with a sofa"], ["was building an ark again", "swapped our houses overnight", "keeps a dragon and it got out"]),
    "my grandmother": ("grandma", ["made me finish my soup", "called just as I left", "could not find her glasses"], ["beat me at arm wrestling", "took my motorbike", "is wanted in four countries"]),
    "a toddler": ("the toddler", ["hid one of my shoes", "had to see every single duck", "painted my only shirt"], ["chaired the meeting at my house", "negotiated me out of my lunch", "is in charge now"]),
    "a marching band": ("the band", ["closed the main road", "came down my street twice", "filled the whole bus"], ["has followed me since Monday", "made me play the tuba", "lives in my garden now"]),
    "the moon": ("the moon", ["was so bright I could not sleep", "made me stop and look", "kept me up all night"], ["called in sick and I had to cover", "followed me home", "moved and nobody told me"]),
    "the rain": ("the rain", ["stopped all the buses", "soaked my papers", "flooded my street"], ["fell upwards today", "was mostly frogs", "asked to share my taxi"]),
    "the wind": ("the wind", ["took my hat and I ran after it", "shut the door behind me", "blew down a tree"], ["carried me to another county", "read all my letters aloud", "brought me somebody else's house"]),
    "the fog": ("the fog", ["hid my house from me", "stopped the trains", "made me miss the turn"], ["led me into last week", "was full of ghosts in a queue", "ate the bridge"]),
    "gravity": ("gravity", ["got me on the stairs", "kept me in bed", "pulled my phone into the sink"], ["was off until ten", "has something against me", "only worked on one leg"]),
    "a ghost": ("the ghost", ["kept the lights off", "slammed the door on my coat", "moved my keys"], ["needed advice about haunting", "had the bathroom for an hour", "owes me rent"]),
    "a pirate": ("the pirate", ["took my parking space", "stopped me on the bridge", "would not stop singing"], ["paid me in parrots", "buried my watch and sold me the map", "made me first mate"]),
    "a time traveller": ("the traveller", ["gave me the wrong time", "asked me for the year twice", "took the last taxi"], ["says I am early next week", "borrowed my Tuesday", "turned out to be me"]),
    "Monday": ("Monday", ["came too early again", "started without me", "got in the way"], ["lasted three days", "knows where I live", "happened twice"]),
    "my left sock": ("the sock", ["was nowhere to be found", "had a hole in it", "was still wet"], ["ran away to sea", "has been seen in Lisbon", "will not speak to the right one"]),
}  # fmt: skip

# By tone. {late}: what one is late for; {it}: the culprit as it is called afterwards.
OPENINGS = {
    "kind": ["I am so sorry I am late for {late}.", "Please forgive me.", "Sorry, sorry, sorry.", "I am truly sorry.", "My dear, I apologise."],
    "sharp": ["Yes, I am late for {late}.", "Before you say anything:", "Do not look at me like that.", "Late? Me?", "Spare me the speech."],
    "plain": ["I am late for {late}.", "I am running late.", "Late for {late}.", "A short note.", "I will not make it on time."],
}
CLOSINGS = {
    "kind": ["I brought cake to make up for it.", "Thank you for waiting for me.", "It will not happen again.", "You deserve better.", "Dinner is on me."],
    "sharp": ["You would have done the same.", "I regret nothing.", "Start without me, as always.", "Be glad I came at all.", "Take it up with {it}."],
    "plain": ["I will be there in ten minutes.", "I am on my way now.", "I will take the next bus.", "See you soon.", "Please save me a seat."],
}
ABSURD = ["We are engaged now.", "I have been made deputy mayor.", "There will be a film about it.", "{It} sends its regards.", "I now answer to {it}.", "The king has been told."]
QUESTIONS = ["Who could have known?", "What would you have done?", "Can you believe it?", "Is it still today?"]
CRIES = ["I ran all the way!", "Never again!", "What a morning!", "It was terrible!"]
EMOJIS = {"kind": ["🙏", "💐", "🙂"], "sharp": ["😏", "💅", "🙄"], "plain": ["⏰", "🏃", "🚌"], "absurd": ["🛸", "🤯", "🫠"]}
