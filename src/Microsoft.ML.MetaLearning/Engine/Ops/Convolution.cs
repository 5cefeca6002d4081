using System.Numerics;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>A convolution with square kernels and no bias.</summary>
internal sealed class Convolution(int input, Shape inputShape, Slot weight, int kernel, int stride, int padding, bool ofNetworkInput)
    : Op([input], new Shape(1, Size(inputShape.H, kernel, stride, padding), Size(inputShape.W, kernel, stride, padding), (int)weight.Size[0]))
{
    private readonly bool _fewChannels = ofNetworkInput && kernel * kernel * inputShape.C <= FewChannelConvolution.LargestTaps;

    private static int Size(int size, int kernel, int stride, int padding) => (size + 2 * padding - kernel) / stride + 1;

    public override void Forward<T>(Pass<T> pass) => pass.Primal.SetValue(Output, Convolve(pass, pass.Value(Input), pass.Primal.Parameters));

    public override void Vjp<T>(Pass<T> pass)
    {
        Block<T> x = pass.Value(Input), gy = pass.Primal.Gradient(Output);
        WeightGradient(pass, x, gy, pass.Primal.ParameterGradients!);
        if (!ofNetworkInput)
            pass.Primal.AddGradient(Input, InputGradient(pass, gy, pass.Primal.Parameters));
    }

    // y-dot = x * w-dot + x-dot * w
    public override void Jvp<T>(Pass<T> pass)
    {
        var dy = Convolve(pass, pass.Value(Input), pass.Tangent.Parameters);
        if (!ofNetworkInput)
            AddTo(dy, Convolve(pass, pass.Tangent.Value(Input), pass.Primal.Parameters), pass);
        pass.Tangent.SetValue(Output, dy);
    }

    // Vjp is linear in (x, y-bar) and in (y-bar, w): the product rule twice.
    public override void VjpTangent<T>(Pass<T> pass)
    {
        Block<T> x = pass.Value(Input), gy = pass.Primal.Gradient(Output), dgy = pass.Tangent.Gradient(Output);
        WeightGradient(pass, x, dgy, pass.Tangent.ParameterGradients!);
        if (ofNetworkInput)
            return;
        using (var other = Library.WeightGradient(gy.Images, pass.Tangent.Value(Input).Images, pass.Primal.Parameters.Weight(weight)))
            pass.Tangent.ParameterGradients!.Weight(weight).AddInPlace(other);
        var dgx = InputGradient(pass, dgy, pass.Primal.Parameters);
        AddTo(dgx, InputGradient(pass, gy, pass.Tangent.Parameters), pass);
        pass.Tangent.AddGradient(Input, dgx);
    }

    private LibraryConvolution Library => LibraryConvolution.Of(stride, padding);

    private Block<T> Convolve<T>(Pass<T> pass, Block<T> x, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (!_fewChannels)
            return Block<T>.Wrap(Library.Forward(x.Images, parameters.Weight(weight)), pass.Buffers);
        var y = pass.Buffers.Rent(ShapeFor(pass.Rows.Count));
        unsafe
        {
            FewChannelConvolution.Forward(x, parameters.At(weight), y, kernel, stride, padding, pass.Buffers);
        }
        return y;
    }

    private void WeightGradient<T>(Pass<T> pass, Block<T> x, Block<T> gy, ParameterVector<T> target) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        if (_fewChannels)
            unsafe
            {
                FewChannelConvolution.WeightGradient(x, gy, target.At(weight), kernel, stride, padding, pass.Buffers);
                return;
            }
        using var gradient = Library.WeightGradient(gy.Images, x.Images, target.Weight(weight));
        target.Weight(weight).copy_(gradient);
    }

    private Block<T> InputGradient<T>(Pass<T> pass, Block<T> gy, ParameterVector<T> parameters) where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        Block<T>.Wrap(Library.InputGradient(gy.Images, pass.Value(Input).Images, parameters.Weight(weight)), pass.Buffers);

    private static void AddTo<T>(Block<T> sum, Block<T> x, Pass<T> pass) where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        Elementwise.Add(sum, x);
        pass.Buffers.Return(x);
    }
}
