using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>
/// Computes a convolution and its gradients by input and weight, by torch. torch offers the gradients to autograd only, which would have to
/// run the convolution first; a script reaches them directly.
/// </summary>
internal sealed class LibraryConvolution
{
    private static readonly ConcurrentDictionary<(int Stride, int Padding), LibraryConvolution> s_byGeometry = [];
    private readonly long[] _stride;
    private readonly long[] _padding;
    private readonly jit.CompilationUnit _gradients;
    private readonly jit.CompilationUnit? _oneDnn;

    private LibraryConvolution(int stride, int padding)
    {
        _stride = [stride, stride];
        _padding = [padding, padding];
        string Gradient(string name, string wanted, int index) =>
            $"def {name}(g, x, w):\n" +
            $"    r = torch.convolution_backward(g, x, w, None, [{stride},{stride}], [{padding},{padding}], [1,1], " +
            $"False, [0,0], 1, [{wanted},False])\n" +
            $"    return r[{index}]\n";
        _gradients = jit.compile(Gradient("by_input", "True,False", 0) + Gradient("by_weight", "False,True", 1));
        _oneDnn = TryCompileOneDnn(stride, padding);
    }

    public static LibraryConvolution Of(int stride, int padding) =>
        s_byGeometry.GetOrAdd((stride, padding), g => new LibraryConvolution(g.Stride, g.Padding));

    // x: [n, in, h, w], w: [out, in, kernel, kernel]; result: [n, out, ...]
    public Tensor Forward(Tensor x, Tensor w) => x.shape[0] == 1 && x.dtype == ScalarType.Float32 && _oneDnn is not null
        ? (Tensor)_oneDnn.invoke("forward", x, w)!
        : F.conv2d(x, w, strides: _stride, padding: _padding);

    // g: the gradient by the result; result: of the shape of x, whose values do not matter
    public Tensor InputGradient(Tensor g, Tensor x, Tensor w) => (Tensor)_gradients.invoke("by_input", g, x, w)!;

    // g: the gradient by the result; result: of the shape of w, whose values do not matter
    public Tensor WeightGradient(Tensor g, Tensor x, Tensor w)
    {
        if (w.shape[2] > 1 || _stride[0] == 1)
            return (Tensor)_gradients.invoke("by_weight", g, x, w)!;
        // oneDNN writes beyond its memory for strided 1x1 kernels on fewer than eight channels, so it gets the pixels that count alone.
        using var rows = x.slice(2, 0, x.shape[2], _stride[0]);
        using var pixels = rows.slice(3, 0, x.shape[3], _stride[1]);
        using var last = pixels.permute(0, 2, 3, 1);
        using var copy = last.contiguous();
        using var sampled = copy.permute(0, 3, 1, 2);
        return Of(1, padding: 0).WeightGradient(g, sampled, w);
    }

    // For one small image torch does not use oneDNN, which is several times as fast. Null if torch was built without it.
    private static jit.CompilationUnit? TryCompileOneDnn(int stride, int padding)
    {
        using var scope = NewDisposeScope();
        try
        {
            var unit = jit.compile(
                "def forward(x, w):\n" +
                $"    return torch.mkldnn_convolution(x, w, None, [{padding},{padding}], [{stride},{stride}], [1,1], 1)\n");
            unit.invoke("forward", zeros(1, 1, 8, 8), zeros(1, 1, 3, 3));
            return unit;
        }
        catch (ExternalException)
        {
            return null;
        }
    }
}
