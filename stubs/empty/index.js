// Stands in for native packages (sharp, onnxruntime-node) that the browser build never loads
// and whose install scripts download binaries.
module.exports = {};
