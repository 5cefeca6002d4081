using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor abs() => Wrap(NativeMethods.ts_abs(Handle));

        public Tensor abs_() => Self(NativeMethods.ts_abs_(Handle));

        public Tensor acos() => Wrap(NativeMethods.ts_acos(Handle));

        public Tensor acos_() => Self(NativeMethods.ts_acos_(Handle));

        public Tensor asin() => Wrap(NativeMethods.ts_asin(Handle));

        public Tensor asin_() => Self(NativeMethods.ts_asin_(Handle));

        public Tensor atan() => Wrap(NativeMethods.ts_atan(Handle));

        public Tensor atan_() => Self(NativeMethods.ts_atan_(Handle));

        public Tensor ceil() => Wrap(NativeMethods.ts_ceil(Handle));

        public Tensor ceil_() => Self(NativeMethods.ts_ceil_(Handle));

        public Tensor cos() => Wrap(NativeMethods.ts_cos(Handle));

        public Tensor cos_() => Self(NativeMethods.ts_cos_(Handle));

        public Tensor cosh() => Wrap(NativeMethods.ts_cosh(Handle));

        public Tensor cosh_() => Self(NativeMethods.ts_cosh_(Handle));

        public Tensor erf() => Wrap(NativeMethods.ts_erf(Handle));

        public Tensor erf_() => Self(NativeMethods.ts_erf_(Handle));

        public Tensor exp() => Wrap(NativeMethods.ts_exp(Handle));

        public Tensor exp_() => Self(NativeMethods.ts_exp_(Handle));

        public Tensor expm1() => Wrap(NativeMethods.ts_expm1(Handle));

        public Tensor expm1_() => Self(NativeMethods.ts_expm1_(Handle));

        public Tensor floor() => Wrap(NativeMethods.ts_floor(Handle));

        public Tensor floor_() => Self(NativeMethods.ts_floor_(Handle));

        public Tensor log() => Wrap(NativeMethods.ts_log(Handle));

        public Tensor log_() => Self(NativeMethods.ts_log_(Handle));

        public Tensor log10() => Wrap(NativeMethods.ts_log10(Handle));

        public Tensor log10_() => Self(NativeMethods.ts_log10_(Handle));

        public Tensor log1p() => Wrap(NativeMethods.ts_log1p(Handle));

        public Tensor log1p_() => Self(NativeMethods.ts_log1p_(Handle));

        public Tensor log2() => Wrap(NativeMethods.ts_log2(Handle));

        public Tensor log2_() => Self(NativeMethods.ts_log2_(Handle));

        public Tensor neg() => Wrap(NativeMethods.ts_neg(Handle));

        public Tensor neg_() => Self(NativeMethods.ts_neg_(Handle));

        public Tensor reciprocal() => Wrap(NativeMethods.ts_reciprocal(Handle));

        public Tensor reciprocal_() => Self(NativeMethods.ts_reciprocal_(Handle));

        public Tensor relu() => Wrap(NativeMethods.ts_relu(Handle));

        public Tensor relu_() => Self(NativeMethods.ts_relu_(Handle));

        public Tensor rsqrt() => Wrap(NativeMethods.ts_rsqrt(Handle));

        public Tensor rsqrt_() => Self(NativeMethods.ts_rsqrt_(Handle));

        public Tensor sigmoid() => Wrap(NativeMethods.ts_sigmoid(Handle));

        public Tensor sigmoid_() => Self(NativeMethods.ts_sigmoid_(Handle));

        public Tensor silu() => Wrap(NativeMethods.ts_silu(Handle));

        public Tensor silu_() => Self(NativeMethods.ts_silu_(Handle));

        public Tensor sin() => Wrap(NativeMethods.ts_sin(Handle));

        public Tensor sin_() => Self(NativeMethods.ts_sin_(Handle));

        public Tensor sinh() => Wrap(NativeMethods.ts_sinh(Handle));

        public Tensor sinh_() => Self(NativeMethods.ts_sinh_(Handle));

        public Tensor sqrt() => Wrap(NativeMethods.ts_sqrt(Handle));

        public Tensor sqrt_() => Self(NativeMethods.ts_sqrt_(Handle));

        public Tensor tan() => Wrap(NativeMethods.ts_tan(Handle));

        public Tensor tan_() => Self(NativeMethods.ts_tan_(Handle));

        public Tensor tanh() => Wrap(NativeMethods.ts_tanh(Handle));

        public Tensor tanh_() => Self(NativeMethods.ts_tanh_(Handle));

        public Tensor trunc() => Wrap(NativeMethods.ts_trunc(Handle));

        public Tensor trunc_() => Self(NativeMethods.ts_trunc_(Handle));

        public Tensor isfinite() => Wrap(NativeMethods.ts_isfinite(Handle));

        public Tensor isinf() => Wrap(NativeMethods.ts_isinf(Handle));

        public Tensor isnan() => Wrap(NativeMethods.ts_isnan(Handle));

        public Tensor logical_not() => Wrap(NativeMethods.ts_logical_not(Handle));

        public Tensor sign() => Wrap(NativeMethods.ts_sign(Handle));

        public Tensor square() => Wrap(NativeMethods.ts_square(Handle));

        public Tensor gelu() => Wrap(NativeMethods.ts_gelu(Handle));

        public Tensor log_sigmoid() => Wrap(NativeMethods.ts_log_sigmoid(Handle));

        public Tensor softplus() => Wrap(NativeMethods.ts_softplus(Handle, 1, 20));

        public Tensor negative() => neg();

        public Tensor round(long decimals = 0) => Wrap(NativeMethods.ts_round(Handle, decimals));

        public Tensor leaky_relu(Scalar negative_slope) => Wrap(NativeMethods.ts_leaky_relu(Handle, negative_slope.Value));

        public Tensor leaky_relu_(Scalar negative_slope) => Self(NativeMethods.ts_leaky_relu_(Handle, negative_slope.Value));
    }

    public static Tensor abs(Tensor input) => input.abs();

    public static Tensor abs_(Tensor input) => input.abs_();

    public static Tensor acos(Tensor input) => input.acos();

    public static Tensor acos_(Tensor input) => input.acos_();

    public static Tensor asin(Tensor input) => input.asin();

    public static Tensor asin_(Tensor input) => input.asin_();

    public static Tensor atan(Tensor input) => input.atan();

    public static Tensor atan_(Tensor input) => input.atan_();

    public static Tensor ceil(Tensor input) => input.ceil();

    public static Tensor ceil_(Tensor input) => input.ceil_();

    public static Tensor cos(Tensor input) => input.cos();

    public static Tensor cos_(Tensor input) => input.cos_();

    public static Tensor cosh(Tensor input) => input.cosh();

    public static Tensor cosh_(Tensor input) => input.cosh_();

    public static Tensor erf(Tensor input) => input.erf();

    public static Tensor erf_(Tensor input) => input.erf_();

    public static Tensor exp(Tensor input) => input.exp();

    public static Tensor exp_(Tensor input) => input.exp_();

    public static Tensor expm1(Tensor input) => input.expm1();

    public static Tensor expm1_(Tensor input) => input.expm1_();

    public static Tensor floor(Tensor input) => input.floor();

    public static Tensor floor_(Tensor input) => input.floor_();

    public static Tensor log(Tensor input) => input.log();

    public static Tensor log_(Tensor input) => input.log_();

    public static Tensor log10(Tensor input) => input.log10();

    public static Tensor log10_(Tensor input) => input.log10_();

    public static Tensor log1p(Tensor input) => input.log1p();

    public static Tensor log1p_(Tensor input) => input.log1p_();

    public static Tensor log2(Tensor input) => input.log2();

    public static Tensor log2_(Tensor input) => input.log2_();

    public static Tensor neg(Tensor input) => input.neg();

    public static Tensor neg_(Tensor input) => input.neg_();

    public static Tensor reciprocal(Tensor input) => input.reciprocal();

    public static Tensor reciprocal_(Tensor input) => input.reciprocal_();

    public static Tensor rsqrt(Tensor input) => input.rsqrt();

    public static Tensor rsqrt_(Tensor input) => input.rsqrt_();

    public static Tensor sigmoid(Tensor input) => input.sigmoid();

    public static Tensor sigmoid_(Tensor input) => input.sigmoid_();

    public static Tensor sin(Tensor input) => input.sin();

    public static Tensor sin_(Tensor input) => input.sin_();

    public static Tensor sinh(Tensor input) => input.sinh();

    public static Tensor sinh_(Tensor input) => input.sinh_();

    public static Tensor sqrt(Tensor input) => input.sqrt();

    public static Tensor sqrt_(Tensor input) => input.sqrt_();

    public static Tensor tan(Tensor input) => input.tan();

    public static Tensor tan_(Tensor input) => input.tan_();

    public static Tensor tanh(Tensor input) => input.tanh();

    public static Tensor tanh_(Tensor input) => input.tanh_();

    public static Tensor trunc(Tensor input) => input.trunc();

    public static Tensor trunc_(Tensor input) => input.trunc_();

    public static Tensor isfinite(Tensor tensor) => tensor.isfinite();

    public static Tensor isinf(Tensor tensor) => tensor.isinf();

    public static Tensor isnan(Tensor input) => input.isnan();

    public static Tensor logical_not(Tensor input) => input.logical_not();

    public static Tensor sign(Tensor input) => input.sign();

    public static Tensor square(Tensor input) => input.square();

    public static Tensor negative(Tensor input) => input.negative();

    public static Tensor round(Tensor input, long decimals = 0) => input.round(decimals);
}
