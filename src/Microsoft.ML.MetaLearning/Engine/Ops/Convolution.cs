namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents a convolution with square kernels and no bias. weight: [filters, channels, kernel, kernel].</summary>
internal sealed unsafe class Convolution(int input, Shape inputShape, Slot weight, int stride, int padding) : BilinearOp(
    input, new Shape(1, Size(inputShape.H, weight, stride, padding), Size(inputShape.W, weight, stride, padding), (int)weight.Size[0]))
{
    private readonly int _kernel = (int)weight.Size[2];

    public override bool RentsResults => HasFewChannels;

    // The network's input has no tangent, so there is never a second gradient by the weight to add.
    private bool HasFewChannels => ReadsNetworkInput && _kernel * _kernel * inputShape.C <= FewChannelConvolution.LargestTaps;

    private LibraryConvolution Library => LibraryConvolution.Of(stride, padding);

    public override Shape ScratchShape(int rows) =>
        HasFewChannels ? FewChannelConvolution.Padded(inputShape with { N = rows }, padding) : default;

    protected override Block<T> Apply<T>(Pass<T> pass, Block<T> x, ParameterVector<T> weights, Block<T>? sum)
    {
        if (!HasFewChannels)
            return AddTo(sum, Block<T>.Wrap(Library.Forward(x.Images, weights.Weight(weight)), pass.Buffers), pass);
        var y = pass.Buffers.Rent(ShapeFor(pass.Rows.Count));
        FewChannelConvolution.Forward(x, weights.At(weight), y, _kernel, stride, padding, pass.Buffers);
        return AddTo(sum, y, pass);
    }

    protected override Block<T> ByInput<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> weights, Block<T>? sum)
    {
        var gradient = Library.InputGradient(gy.Images, pass.Value(Input).Images, weights.Weight(weight));
        return AddTo(sum, Block<T>.Wrap(gradient, pass.Buffers), pass);
    }

    protected override void ByWeights<T>(Pass<T> pass, Block<T> x, Block<T> gy, ParameterVector<T> gradients, bool add)
    {
        if (HasFewChannels)
        {
            FewChannelConvolution.WeightGradient(x, gy, gradients.At(weight), _kernel, stride, padding, pass.Buffers);
            return;
        }
        var target = gradients.Weight(weight);
        using var gradient = Library.WeightGradient(gy.Images, x.Images, target);
        if (add)
            target.AddInPlace(gradient);
        else
            target.copy_(gradient);
    }

    private static int Size(int size, Slot weight, int stride, int padding) => (size + 2 * padding - (int)weight.Size[2]) / stride + 1;
}
