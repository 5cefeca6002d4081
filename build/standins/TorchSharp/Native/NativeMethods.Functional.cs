using System.Runtime.InteropServices;

namespace TorchSharp.Native;

// Mirrors native/torch/functional.cpp.
internal static unsafe partial class NativeMethods
{
    [DllImport(Library)] internal static extern nint ts_linear(nint x, nint weight, nint bias);
    [DllImport(Library)] internal static extern nint ts_conv1d(nint x, nint weight, nint bias, long stride, long padding, long dilation, long groups);
    [DllImport(Library)] internal static extern nint ts_conv2d(nint x, nint weight, nint bias, long* strides, long* padding, long* dilation, long groups);
    [DllImport(Library)] internal static extern nint ts_max_pool2d(nint x, long* kernel, long* strides, long* padding, long* dilation, int ceilMode);
    [DllImport(Library)] internal static extern int ts_max_pool2d_with_indices(nint x, long* kernel, long* strides, long* padding, long* dilation, int ceilMode, nint* @out);
    [DllImport(Library)] internal static extern nint ts_avg_pool2d(nint x, long* kernel, long* strides, long* padding, int ceilMode, int countPadding);
    [DllImport(Library)] internal static extern nint ts_adaptive_avg_pool2d(nint x, long height, long width);
    [DllImport(Library)] internal static extern nint ts_batch_norm(nint x, nint mean, nint variance, nint weight, nint bias, int training, double momentum, double eps);
    [DllImport(Library)] internal static extern nint ts_instance_norm(nint x, nint mean, nint variance, nint weight, nint bias, int useInputStatistics, double momentum, double eps);
    [DllImport(Library)] internal static extern nint ts_layer_norm(nint x, long* shape, int count, nint weight, nint bias, double eps);
    [DllImport(Library)] internal static extern nint ts_group_norm(nint x, long groups, nint weight, nint bias, double eps);
    [DllImport(Library)] internal static extern nint ts_leaky_relu(nint x, NativeScalar slope);
    [DllImport(Library)] internal static extern int ts_leaky_relu_(nint x, NativeScalar slope);
    [DllImport(Library)] internal static extern nint ts_elu(nint x, double alpha);
    [DllImport(Library)] internal static extern int ts_elu_(nint x, double alpha);
    [DllImport(Library)] internal static extern nint ts_softplus(nint x, double beta, double threshold);
    [DllImport(Library)] internal static extern nint ts_dropout(nint x, double p, int training);
    [DllImport(Library)] internal static extern int ts_dropout_(nint x, double p, int training);
    [DllImport(Library)] internal static extern nint ts_feature_dropout(nint x, double p, int training);
    [DllImport(Library)] internal static extern int ts_feature_dropout_(nint x, double p, int training);
    [DllImport(Library)] internal static extern nint ts_one_hot(nint x, long classes);
    [DllImport(Library)] internal static extern nint ts_cross_entropy(nint x, nint target, nint weight, long ignored, long reduction, double smoothing);
    [DllImport(Library)] internal static extern nint ts_nll_loss(nint x, nint target, nint weight, long reduction);
    [DllImport(Library)] internal static extern nint ts_mse_loss(nint x, nint target, long reduction);
    [DllImport(Library)] internal static extern nint ts_smooth_l1_loss(nint x, nint target, long reduction, double beta);
    [DllImport(Library)] internal static extern nint ts_huber_loss(nint x, nint target, double delta, long reduction);
    [DllImport(Library)] internal static extern nint ts_kl_div(nint x, nint target, int logTarget, long reduction);
    [DllImport(Library)] internal static extern nint ts_binary_cross_entropy(nint x, nint target, nint weight, long reduction);
    [DllImport(Library)] internal static extern nint ts_binary_cross_entropy_with_logits(nint x, nint target, nint weight, nint positiveWeight, long reduction);
    [DllImport(Library)] internal static extern nint ts_cosine_similarity(nint a, nint b, long dim, double eps);
    [DllImport(Library)] internal static extern nint ts_pairwise_distance(nint a, nint b, double p, double eps, int keep);
    [DllImport(Library)] internal static extern nint ts_pad(nint x, long* pad, int count, int mode, double value);
}
