using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class functional
        {
            public static Tensor relu(Tensor x, bool inplace = false) => inplace ? x.relu_() : x.relu();

            public static Tensor leaky_relu(Tensor input, double negative_slope = 0.01, bool inplace = false) =>
                inplace ? input.leaky_relu_(negative_slope) : input.leaky_relu(negative_slope);

            public static Tensor elu(Tensor x, double alpha, bool inplace = false) =>
                inplace ? InPlace(x, NativeMethods.ts_elu_(x.Handle, alpha)) : Tensor.Wrap(NativeMethods.ts_elu(x.Handle, alpha));

            public static Tensor gelu(Tensor x) => x.gelu();

            public static Tensor silu(Tensor x, bool inplace = false) => inplace ? x.silu_() : x.silu();

            public static Tensor sigmoid(Tensor x) => x.sigmoid();

            public static Tensor logsigmoid(Tensor x) => x.log_sigmoid();

            public static Tensor tanh(Tensor x, bool inplace = false) => inplace ? x.tanh_() : x.tanh();

            public static Tensor softplus(Tensor x, double beta = 1, double threshold = 20) =>
                Tensor.Wrap(NativeMethods.ts_softplus(x.Handle, beta, threshold));

            public static Tensor softmax(Tensor input, long dim, ScalarType? dtype = null) => input.softmax(dim, dtype);

            public static Tensor log_softmax(Tensor x, long dim) => x.log_softmax(dim);
        }
    }
}
