using System.Collections.Generic;
using System.Linq;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents a network as operations in the order of a forward pass. It holds no values: passes do.</summary>
internal sealed class Network
{
    /// <summary>The node of the input.</summary>
    public const int InputNode = 0;

    private readonly int[] _lastReader;

    /// <param name="builder">The operations; the last is the loss, if there is one.</param>
    /// <param name="outputs">The node of the outputs, which the loss reads.</param>
    public Network(Builder builder, int outputs)
    {
        _lastReader = new int[builder.Ops.Count + 1];
        var readers = new int[_lastReader.Length];
        foreach (var op in builder.Ops)
            foreach (var input in op.Inputs)
            {
                _lastReader[input] = op.Output;
                readers[input]++;
            }
        foreach (var op in builder.Ops)
            op.OverwritesInput = op is { CanOverwriteInput: true, ReadsNetworkInput: false } &&
                readers[op.Input] == 1 && op.Input != outputs && !builder.Ops[op.Input - 1].NeedsResult;
        Ops = builder.Ops;
        Layout = builder.Layout;
        OutputNode = outputs;
        InputShape = builder.ShapeOf(InputNode);
        OutputShape = builder.ShapeOf(outputs);
        Normalization = builder.Normalization;
        HasBatchNormalization = Ops.Any(op => op.MixesRows);
    }

    public IReadOnlyList<Op> Ops { get; }

    public ParameterLayout Layout { get; }

    /// <summary>Gets the node that the loss reads: logits or predicted numbers; without a loss, the embeddings.</summary>
    public int OutputNode { get; }

    /// <summary>Gets the shape of one example.</summary>
    public Shape InputShape { get; }

    /// <summary>Gets the shape of one row's outputs.</summary>
    public Shape OutputShape { get; }

    public Normalization Normalization { get; }

    /// <summary>Gets whether the result of a row depends on other rows.</summary>
    public bool HasBatchNormalization { get; }

    /// <summary>Gets the number of nodes: the input, and one for each operation.</summary>
    public int Nodes => Ops.Count + 1;

    /// <summary>Returns the last node that is computed from a node.</summary>
    public int LastReader(int node) => _lastReader[node];

    /// <summary>Builds a network: each method adds an operation and returns the node of its result.</summary>
    internal sealed class Builder(IReadOnlyList<long> inputShape, Normalization normalization)
    {
        private readonly List<Op> _ops = [];

        public IReadOnlyList<Op> Ops => _ops;

        public ParameterLayout Layout { get; } = new();

        public Normalization Normalization => normalization;

        /// <summary>Gets whether the engine has operations for the normalization.</summary>
        public bool KnowsNormalization { get; private set; } = true;

        public Shape ShapeOf(int node) => node != InputNode ? _ops[node - 1].Shape
            : inputShape is [var c, var h, var w] ? new Shape(1, (int)h, (int)w, (int)c)
            : new Shape(1, 1, 1, (int)inputShape[0]);

        /// <summary>Adds any operation. The methods below add those of the library.</summary>
        public int Add(Op op)
        {
            _ops.Add(op);
            return op.Output = _ops.Count;
        }

        /// <summary>Adds a convolution without bias, <c>weight</c>: [filters, channels, kernel, kernel].</summary>
        public int Convolution(int x, string weight, int filters, int kernel = 3, int stride = 1, int padding = 1) =>
            Add(new Engine.Convolution(x, ShapeOf(x), Layout.Add(weight, filters, ShapeOf(x).C, kernel, kernel), stride, padding));

        /// <summary>Adds a linear layer of images, <c>weight</c>: [outputs, channels * height * width], <c>bias</c>: [outputs].</summary>
        public int Linear(int x, string weight, string bias, int outputs)
        {
            var shape = ShapeOf(x);
            long[] size = [outputs, shape.ImageLength];
            var slot = Layout.Add(weight, size, shape.H * shape.W == 1 ? size : [outputs, shape.C, shape.H, shape.W]);
            return Add(new Engine.Linear(x, slot, Layout.Add(bias, outputs)));
        }

        /// <summary>
        /// Adds the normalization with a gain and a bias, [channels], named <c>layer.norm.gain</c> and <c>layer.norm.bias</c>; then a
        /// rectifier and max pooling.
        /// </summary>
        /// <param name="x">The node.</param>
        /// <param name="layer">The layer's name.</param>
        /// <param name="slope">The factor of negative values: 0 for a rectifier, 1 for none.</param>
        /// <param name="pool">The side of the pooling windows: 1 or 2.</param>
        public int Normalize(int x, string layer, double slope, int pool = 1)
        {
            KnowsNormalization &= normalization
                is Normalization.SupportStatistics or Normalization.TransductiveBatch or Normalization.Layer;
            var channels = ShapeOf(x).C;
            var gain = Layout.Add(layer + ".norm.gain", channels);
            var slots = new NormalizationSlots(layer, gain, Layout.Add(layer + ".norm.bias", channels));
            return normalization == Normalization.Layer
                ? Activate(Add(new LayerNormalization(x, ShapeOf(x), slots)), slope, pool)
                : NormalizeActivatePool(x, slots, slope, pool);
        }

        /// <summary>Adds a rectifier and max pooling.</summary>
        /// <inheritdoc cref="Normalize" path="/param"/>
        public int Activate(int x, double slope, int pool = 1) =>
            slope == 1 && pool == 1 ? x : NormalizeActivatePool(x, null, slope, pool);

        public int Add(int a, int b) => Add(new Engine.Add(a, b, ShapeOf(a)));

        /// <summary>Adds the product with a learned number, <c>factor</c>: [1].</summary>
        public int Scale(int x, string factor) => Add(new Engine.Scale(x, ShapeOf(x), Layout.Add(factor, 1)));

        public int GlobalAveragePool(int x) => Add(new Engine.GlobalAveragePool(x, ShapeOf(x)));

        private int NormalizeActivatePool(int x, NormalizationSlots? slots, double slope, int pool) => Add(pool == 2
            ? new NormalizeActivatePool<Pool2>(x, ShapeOf(x), slots, slope)
            : new NormalizeActivatePool<Pool1>(x, ShapeOf(x), slots, slope));
    }
}
