"""The network of an .onnx file as a PyTorch module, so that the peer needs no model hub."""

import numpy as np
import onnx
import torch
import torch.nn.functional as F
from onnx import helper, numpy_helper
from onnx.reference import ReferenceEvaluator


class OnnxNetwork(torch.nn.Module):
    """Convolutional networks only; batch norms are folded in the files as they come.

    forward: float32 [N, 3, H, W], normalised -> (features [N, D], logits [N, K] or None)
    """

    def __init__(self, path):
        super().__init__()
        graph = onnx.load(path).graph
        known = {t.name: numpy_helper.to_array(t) for t in graph.initializer}
        nodes = []
        for node in graph.node:
            if all(name == "" or name in known for name in node.input):
                known.update(zip(node.output, fold(node, known)))
            else:
                nodes.append(node)
        self.input = graph.input[0].name
        self.output = graph.output[0].name
        uses = [name for node in nodes for name in node.input]
        self.single = {name for name in uses if uses.count(name) == 1}
        self.steps = [self.step(node, known) for node in nodes]
        last = {}
        for index, (_, inputs, _) in enumerate(self.steps):
            last.update({name: index for name in inputs})
        self.dead = [[n for n, at in last.items() if at == i] for i in range(len(self.steps))]
        gemm = [node for node in nodes if node.op_type == "Gemm"]
        self.features = gemm[-1].input[0] if gemm else self.output

    def step(self, node, known):
        inputs = [name for name in node.input if name and name not in known]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        build = getattr(self, "build_" + node.op_type)
        return build(node, known, attributes), inputs, node.output[0]

    def build_Conv(self, node, known, attributes):
        weight = parameter(known[node.input[1]])
        bias = parameter(known[node.input[2]])
        self.register_parameter(f"weight{len(list(self.parameters()))}", weight)
        self.register_parameter(f"bias{len(list(self.parameters()))}", bias)
        top, left, bottom, right = attributes["pads"]
        stride, groups = attributes["strides"], attributes["group"]
        if (top, left) == (bottom, right):
            return lambda x: F.conv2d(x, weight, bias, stride, (top, left), 1, groups)
        border = (left, right, top, bottom)
        return lambda x: F.conv2d(F.pad(x, border), weight, bias, stride, 0, 1, groups)

    def build_Relu(self, node, known, attributes):
        inplace = node.input[0] in self.single
        return lambda x: F.relu(x, inplace=inplace)

    def build_Clip(self, node, known, attributes):
        low, high = (known[name].item() for name in node.input[1:])
        inplace = node.input[0] in self.single
        return lambda x: F.hardtanh(x, low, high, inplace=inplace)

    def build_Add(self, node, known, attributes):
        return (lambda a, b: a.add_(b)) if node.input[0] in self.single else torch.add

    def build_GlobalAveragePool(self, node, known, attributes):
        return lambda x: x.mean((2, 3), keepdim=True)

    def build_ReduceMean(self, node, known, attributes):
        axes, keep = attributes["axes"], bool(attributes["keepdims"])
        return lambda x: x.mean(axes, keepdim=keep)

    def build_Flatten(self, node, known, attributes):
        return lambda x: x.flatten(attributes["axis"])

    def build_Slice(self, node, known, attributes):
        starts, ends, axes, steps = (known[name].tolist() for name in node.input[1:])
        cut = [slice(None)] * 4
        for start, end, axis, stride in zip(starts, ends, axes, steps):
            cut[axis] = slice(start, end if end < 2**31 - 1 else None, stride)
        return lambda x: x[tuple(cut)]

    def build_Pad(self, node, known, attributes):
        pads = known[node.input[1]].tolist()
        ends = pads[len(pads) // 2 :]
        border = [side for pair in zip(pads[: len(ends)][::-1], ends[::-1]) for side in pair]
        return lambda x: F.pad(x, border)

    def build_Gemm(self, node, known, attributes):
        weight, bias = (parameter(known[name]) for name in node.input[1:])
        return lambda x: F.linear(x, weight, bias)

    def forward(self, images):
        values = {self.input: images}
        features = None
        for (run, inputs, output), dead in zip(self.steps, self.dead):
            values[output] = run(*(values[name] for name in inputs))
            if output == self.features:
                features = values[output]
            for name in dead:
                del values[name]
        logits = values[self.output] if self.output != self.features else None
        return features, logits


def parameter(array):
    tensor = torch.from_numpy(np.array(array, dtype=np.float32))
    return torch.nn.Parameter(tensor, requires_grad=False)


def fold(node, known):
    """What a node computes from constants alone."""
    names = [name for name in node.input if name]
    untyped = onnx.TensorProto.UNDEFINED
    ends = [
        [helper.make_tensor_value_info(name, untyped, None) for name in side]
        for side in (names, node.output)
    ]
    graph = helper.make_graph([node], "constant", *ends)
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)])
    return ReferenceEvaluator(model).run(None, {name: known[name] for name in names})
