using System.Collections.Generic;
using System.Linq;
using Microsoft.ML.MetaLearning.MLNet;
using Microsoft.ML.MetaLearning.Tensors;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Networks;

/// <summary>
/// Represents a long short-term memory cell as a function of explicit parameters. The order of gates in its tensors is input, forget,
/// candidate, output. Hochreiter and Schmidhuber, <a href="https://doi.org/10.1162/neco.1997.9.8.1735">1997</a>, with the forget gate of
/// Gers et al., 2000.
/// </summary>
/// <param name="name">The prefix of its parameters' names.</param>
/// <param name="inputSize">The length of an input.</param>
/// <param name="stateSize">The length of the recurrent input of a step.</param>
/// <param name="outputSize">The length of an output, and of the cell's memory.</param>
internal sealed class LstmCell(string name, int inputSize, int stateSize, int outputSize)
{
    private const int Gates = 4;
    private readonly string _input = name + ".input.weight";
    private readonly string _state = name + ".state.weight";
    private readonly string _bias = name + ".bias";

    /// <summary>Gets the names and shapes of its parameters.</summary>
    public IReadOnlyList<(string Name, long[] Shape)> Parameters =>
    [
        (_input, [Gates * outputSize, inputSize]),
        (_state, [Gates * outputSize, stateSize]),
        (_bias, [Gates * outputSize]),
    ];

    /// <summary>
    /// Computes the part of the inputs in the gates, for any number of steps. inputs: [n, input]; result: [n, 4 * output].
    /// </summary>
    public Tensor Project(ParameterSet parameters, Tensor inputs) => F.linear(inputs, parameters[_input], parameters[_bias]);

    /// <summary>
    /// Takes one step of n sequences. projected: [n, 4 * output] of <see cref="Project"/>, state: [n, state], memory: [n, output]; both
    /// results: [n, output].
    /// </summary>
    public (Tensor Output, Tensor Memory) Step(ParameterSet parameters, Tensor projected, Tensor state, Tensor memory)
    {
        var gates = projected.Plus(F.linear(state, parameters[_state])).chunk(Gates, 1);
        memory = (gates[1].sigmoid() * memory).Plus(gates[0].sigmoid() * gates[2].tanh());
        return (gates[3].sigmoid() * memory.tanh(), memory);
    }

    /// <summary>Writes <see cref="Project"/> as operations of ONNX: one result, [n, output], for each gate.</summary>
    public OnnxValue[] WriteProjection(OnnxGraph graph, ParameterSet parameters, OnnxValue inputs) => parameters[_input].chunk(Gates, 0)
        .Zip(parameters[_bias].chunk(Gates, 0), (weight, bias) => graph.Linear(inputs, weight, bias)).ToArray();

    /// <summary>Adds the weights of <see cref="WriteStep"/>, one for each gate.</summary>
    public string[] StateWeights(OnnxGraph graph, ParameterSet parameters) =>
        parameters[_state].chunk(Gates, 0).Select(weight => graph.Constant(weight.t())).ToArray();

    /// <summary>Writes <see cref="Step"/> as operations of ONNX.</summary>
    public static (OnnxValue Output, OnnxValue Memory) WriteStep(
        OnnxGraph graph, OnnxValue[] projected, string[] weights, string state, OnnxValue memory)
    {
        var gates = projected.Zip(weights, (part, weight) => graph.Apply("Add", part, graph.Add("MatMul", [state, weight]))).ToArray();
        var kept = graph.Apply("Mul", graph.Apply("Sigmoid", gates[1]), memory.Name);
        var added = graph.Apply("Mul", graph.Apply("Sigmoid", gates[0]), graph.Apply("Tanh", gates[2]).Name);
        memory = graph.Apply("Add", kept, added.Name);
        return (graph.Apply("Mul", graph.Apply("Sigmoid", gates[3]), graph.Apply("Tanh", memory).Name), memory);
    }
}
