// The functions behind torch.nn.functional.
#include "shim.h"

using namespace shim;

SHIM Tensor* ts_linear(Tensor* x, Tensor* weight, Tensor* bias) { return make([&] { return at::linear(*x, *weight, optional(bias)); }); }

SHIM Tensor* ts_conv1d(Tensor* x, Tensor* weight, Tensor* bias, int64_t stride, int64_t padding, int64_t dilation, int64_t groups)
{
    return make([&] { return at::conv1d(*x, *weight, optional(bias), stride, padding, dilation, groups); });
}

SHIM Tensor* ts_conv2d(Tensor* x, Tensor* weight, Tensor* bias, const int64_t* strides, const int64_t* padding, const int64_t* dilation, int64_t groups)
{
    return make([&] { return at::conv2d(*x, *weight, optional(bias), ints(strides, 2), ints(padding, 2), ints(dilation, 2), groups); });
}

SHIM Tensor* ts_max_pool2d(Tensor* x, const int64_t* kernel, const int64_t* strides, const int64_t* padding, const int64_t* dilation, int ceilMode)
{
    return make([&] { return at::max_pool2d(*x, ints(kernel, 2), ints(strides, 2), ints(padding, 2), ints(dilation, 2), ceilMode != 0); });
}

SHIM int ts_max_pool2d_with_indices(Tensor* x, const int64_t* kernel, const int64_t* strides, const int64_t* padding, const int64_t* dilation, int ceilMode, Tensor** out)
{
    return run([&] { store(out, at::max_pool2d_with_indices(*x, ints(kernel, 2), ints(strides, 2), ints(padding, 2), ints(dilation, 2), ceilMode != 0)); });
}

SHIM Tensor* ts_avg_pool2d(Tensor* x, const int64_t* kernel, const int64_t* strides, const int64_t* padding, int ceilMode, int countPadding)
{
    return make([&] { return at::avg_pool2d(*x, ints(kernel, 2), ints(strides, 2), ints(padding, 2), ceilMode != 0, countPadding != 0); });
}

SHIM Tensor* ts_adaptive_avg_pool2d(Tensor* x, int64_t height, int64_t width) { return make([&] { return at::adaptive_avg_pool2d(*x, {height, width}); }); }

SHIM Tensor* ts_batch_norm(Tensor* x, Tensor* mean, Tensor* variance, Tensor* weight, Tensor* bias, int training, double momentum, double eps)
{
    return make([&] { return at::batch_norm(*x, optional(weight), optional(bias), optional(mean), optional(variance), training != 0, momentum, eps, false); });
}

SHIM Tensor* ts_instance_norm(Tensor* x, Tensor* mean, Tensor* variance, Tensor* weight, Tensor* bias, int useInputStatistics, double momentum, double eps)
{
    return make([&] { return at::instance_norm(*x, optional(weight), optional(bias), optional(mean), optional(variance), useInputStatistics != 0, momentum, eps, false); });
}

SHIM Tensor* ts_layer_norm(Tensor* x, const int64_t* shape, int count, Tensor* weight, Tensor* bias, double eps)
{
    return make([&] { return at::layer_norm(*x, ints(shape, count), optional(weight), optional(bias), eps); });
}

SHIM Tensor* ts_group_norm(Tensor* x, int64_t groups, Tensor* weight, Tensor* bias, double eps)
{
    return make([&] { return at::group_norm(*x, groups, optional(weight), optional(bias), eps); });
}

SHIM Tensor* ts_leaky_relu(Tensor* x, shim::Scalar slope) { return make([&] { return at::leaky_relu(*x, scalar(slope)); }); }
SHIM int ts_leaky_relu_(Tensor* x, shim::Scalar slope) { return run([&] { at::leaky_relu_(*x, scalar(slope)); }); }
SHIM Tensor* ts_elu(Tensor* x, double alpha) { return make([&] { return at::elu(*x, alpha); }); }
SHIM int ts_elu_(Tensor* x, double alpha) { return run([&] { at::elu_(*x, alpha); }); }
SHIM Tensor* ts_softplus(Tensor* x, double beta, double threshold) { return make([&] { return at::softplus(*x, beta, threshold); }); }
SHIM Tensor* ts_dropout(Tensor* x, double p, int training) { return make([&] { return at::dropout(*x, p, training != 0); }); }
SHIM int ts_dropout_(Tensor* x, double p, int training) { return run([&] { at::dropout_(*x, p, training != 0); }); }
SHIM Tensor* ts_feature_dropout(Tensor* x, double p, int training) { return make([&] { return at::feature_dropout(*x, p, training != 0); }); }
SHIM int ts_feature_dropout_(Tensor* x, double p, int training) { return run([&] { at::feature_dropout_(*x, p, training != 0); }); }
SHIM Tensor* ts_one_hot(Tensor* x, int64_t classes) { return make([&] { return at::one_hot(*x, classes); }); }

SHIM Tensor* ts_cross_entropy(Tensor* x, Tensor* target, Tensor* weight, int64_t ignored, int64_t reduction, double smoothing)
{
    return make([&] { return at::cross_entropy_loss(*x, *target, optional(weight), reduction, ignored, smoothing); });
}

SHIM Tensor* ts_nll_loss(Tensor* x, Tensor* target, Tensor* weight, int64_t reduction)
{
    return make([&] { return at::nll_loss_nd(*x, *target, optional(weight), reduction); });
}

SHIM Tensor* ts_mse_loss(Tensor* x, Tensor* target, int64_t reduction) { return make([&] { return at::mse_loss(*x, *target, reduction); }); }
SHIM Tensor* ts_smooth_l1_loss(Tensor* x, Tensor* target, int64_t reduction, double beta) { return make([&] { return at::smooth_l1_loss(*x, *target, reduction, beta); }); }
SHIM Tensor* ts_huber_loss(Tensor* x, Tensor* target, double delta, int64_t reduction) { return make([&] { return at::huber_loss(*x, *target, reduction, delta); }); }
SHIM Tensor* ts_kl_div(Tensor* x, Tensor* target, int logTarget, int64_t reduction) { return make([&] { return at::kl_div(*x, *target, reduction, logTarget != 0); }); }
SHIM Tensor* ts_binary_cross_entropy(Tensor* x, Tensor* target, Tensor* weight, int64_t reduction) { return make([&] { return at::binary_cross_entropy(*x, *target, optional(weight), reduction); }); }

SHIM Tensor* ts_binary_cross_entropy_with_logits(Tensor* x, Tensor* target, Tensor* weight, Tensor* positiveWeight, int64_t reduction)
{
    return make([&] { return at::binary_cross_entropy_with_logits(*x, *target, optional(weight), optional(positiveWeight), reduction); });
}

SHIM Tensor* ts_cosine_similarity(Tensor* a, Tensor* b, int64_t dim, double eps) { return make([&] { return at::cosine_similarity(*a, *b, dim, eps); }); }
SHIM Tensor* ts_pairwise_distance(Tensor* a, Tensor* b, double p, double eps, int keep) { return make([&] { return at::pairwise_distance(*a, *b, p, eps, keep != 0); }); }

// mode: 0 zeros and 4 constant are the constant padding, 1 reflect, 2 replicate, 3 circular.
SHIM Tensor* ts_pad(Tensor* x, const int64_t* pad, int count, int mode, double value)
{
    static const char* const names[] = {"constant", "reflect", "replicate", "circular", "constant"};
    return make([&] {
        bool constant = mode == 0 || mode == 4;
        return at::pad(*x, ints(pad, count), names[mode], constant ? c10::optional<double>(value) : c10::nullopt);
    });
}
