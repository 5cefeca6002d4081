using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor add(Tensor target) => Wrap(NativeMethods.ts_add(Handle, target.Handle, NativeScalar.One));

        public Tensor add(Tensor target, Scalar alpha) => Wrap(NativeMethods.ts_add(Handle, target.Handle, alpha.Value));

        public Tensor add(Scalar scalar) => Wrap(NativeMethods.ts_add_scalar(Handle, scalar.Value, NativeScalar.One));

        public Tensor add(Scalar scalar, Scalar alpha) => Wrap(NativeMethods.ts_add_scalar(Handle, scalar.Value, alpha.Value));

        public Tensor add_(Tensor target) => Self(NativeMethods.ts_add_(Handle, target.Handle, NativeScalar.One));

        public Tensor add_(Tensor target, Scalar alpha) => Self(NativeMethods.ts_add_(Handle, target.Handle, alpha.Value));

        public Tensor add_(Scalar scalar) => Self(NativeMethods.ts_add_scalar_(Handle, scalar.Value, NativeScalar.One));

        public Tensor add_(Scalar scalar, Scalar alpha) => Self(NativeMethods.ts_add_scalar_(Handle, scalar.Value, alpha.Value));

        public Tensor sub(Tensor target) => Wrap(NativeMethods.ts_sub(Handle, target.Handle));

        public Tensor sub(Scalar target) => Wrap(NativeMethods.ts_sub_scalar(Handle, target.Value));

        public Tensor sub_(Tensor target) => Self(NativeMethods.ts_sub_(Handle, target.Handle));

        public Tensor sub_(Scalar target) => Self(NativeMethods.ts_sub_scalar_(Handle, target.Value));

        public Tensor mul(Tensor target) => Wrap(NativeMethods.ts_mul(Handle, target.Handle));

        public Tensor mul(Scalar target) => Wrap(NativeMethods.ts_mul_scalar(Handle, target.Value));

        public Tensor mul_(Tensor target) => Self(NativeMethods.ts_mul_(Handle, target.Handle));

        public Tensor mul_(Scalar target) => Self(NativeMethods.ts_mul_scalar_(Handle, target.Value));

        public Tensor pow(Tensor exponent) => Wrap(NativeMethods.ts_pow(Handle, exponent.Handle));

        public Tensor pow(Scalar exponent) => Wrap(NativeMethods.ts_pow_scalar(Handle, exponent.Value));

        public Tensor pow_(Tensor exponent) => Self(NativeMethods.ts_pow_(Handle, exponent.Handle));

        public Tensor pow_(Scalar exponent) => Self(NativeMethods.ts_pow_scalar_(Handle, exponent.Value));

        public Tensor div(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Wrap(NativeMethods.ts_div(Handle, target.Handle, (int)rounding_mode));

        public Tensor div(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Wrap(NativeMethods.ts_div_scalar(Handle, target.Value, (int)rounding_mode));

        public Tensor div_(Tensor target, RoundingMode rounding_mode = RoundingMode.None) => Self(NativeMethods.ts_div_(Handle, target.Handle, (int)rounding_mode));

        public Tensor div_(Scalar target, RoundingMode rounding_mode = RoundingMode.None) => Self(NativeMethods.ts_div_scalar_(Handle, target.Value, (int)rounding_mode));

        public Tensor remainder(Tensor target) => Wrap(NativeMethods.ts_remainder(Handle, target.Handle));

        public Tensor remainder(Scalar scalar) => Wrap(NativeMethods.ts_remainder_scalar(Handle, scalar.Value));

        public Tensor addcmul(Tensor tensor1, Tensor tensor2, Scalar value) => Wrap(NativeMethods.ts_addcmul(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        public Tensor addcmul_(Tensor tensor1, Tensor tensor2, Scalar value) => Self(NativeMethods.ts_addcmul_(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2) => addcdiv(tensor1, tensor2, 1);

        public Tensor addcdiv(Tensor tensor1, Tensor tensor2, Scalar value) => Wrap(NativeMethods.ts_addcdiv(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2) => addcdiv_(tensor1, tensor2, 1);

        public Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Scalar value) => Self(NativeMethods.ts_addcdiv_(Handle, tensor1.Handle, tensor2.Handle, value.Value));

        public Tensor addmm(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Wrap(NativeMethods.ts_addmm(Handle, mat1.Handle, mat2.Handle, beta, alpha));

        public Tensor addmm_(Tensor mat1, Tensor mat2, float beta = 1, float alpha = 1) => Self(NativeMethods.ts_addmm_(Handle, mat1.Handle, mat2.Handle, beta, alpha));

        public Tensor baddbmm(Tensor batch1, Tensor batch2, float beta = 1, float alpha = 1) => Wrap(NativeMethods.ts_baddbmm(Handle, batch1.Handle, batch2.Handle, beta, alpha));

        public Tensor lerp(Tensor end, Tensor weight) => Wrap(NativeMethods.ts_lerp(Handle, end.Handle, weight.Handle));

        public Tensor lerp_(Tensor end, Tensor weight) => Self(NativeMethods.ts_lerp_(Handle, end.Handle, weight.Handle));

        public Tensor clamp(Scalar? min = null, Scalar? max = null) => Wrap(NativeMethods.ts_clamp(Handle, min?.Value ?? NativeScalar.None, max?.Value ?? NativeScalar.None));

        public Tensor clamp_(Scalar? min = null, Scalar? max = null) => Self(NativeMethods.ts_clamp_(Handle, min?.Value ?? NativeScalar.None, max?.Value ?? NativeScalar.None));

        public Tensor clamp(Tensor? min = null, Tensor? max = null) => Wrap(NativeMethods.ts_clamp_tensor(Handle, min?.Handle ?? 0, max?.Handle ?? 0));

        public Tensor clamp_(Tensor? min = null, Tensor? max = null) => Self(NativeMethods.ts_clamp_tensor_(Handle, min?.Handle ?? 0, max?.Handle ?? 0));

        public Tensor clamp_min(Scalar min) => clamp(min: min);

        public Tensor clamp_min_(Scalar min) => clamp_(min: min);

        public Tensor clamp_max(Scalar max) => clamp(max: max);

        public Tensor clamp_max_(Scalar max) => clamp_(max: max);

        public Tensor masked_fill(Tensor mask, Scalar value) => Wrap(NativeMethods.ts_masked_fill(Handle, mask.Handle, value.Value));

        public Tensor masked_fill_(Tensor mask, Scalar value) => Self(NativeMethods.ts_masked_fill_(Handle, mask.Handle, value.Value));

        internal Tensor rsub(Scalar left) => Wrap(NativeMethods.ts_rsub_scalar(Handle, left.Value));
    }

    public static Tensor add(Tensor left, Tensor right) => left.add(right);

    public static Tensor add(Tensor left, Scalar right) => left.add(right);

    public static Tensor add(Tensor left, Tensor right, Scalar alpha) => left.add(right, alpha);

    public static Tensor add(Tensor left, Scalar right, Scalar alpha) => left.add(right, alpha);

    public static Tensor sub(Tensor left, Tensor right) => left.sub(right);

    public static Tensor sub(Tensor left, Scalar right) => left.sub(right);

    public static Tensor mul(Tensor left, Tensor right) => left.mul(right);

    public static Tensor mul(Tensor left, Scalar right) => left.mul(right);

    public static Tensor pow(Tensor left, Tensor exponent) => left.pow(exponent);

    public static Tensor pow(Tensor left, Scalar exponent) => left.pow(exponent);

    public static Tensor div(Tensor left, Tensor right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);

    public static Tensor div(Tensor left, Scalar right, RoundingMode rounding_mode = RoundingMode.None) => left.div(right, rounding_mode);

    public static Tensor addmm(Tensor input, Tensor mat1, Tensor mat2, float beta, float alpha) => input.addmm(mat1, mat2, beta, alpha);

    public static Tensor lerp(Tensor input, Tensor end, Tensor weight) => input.lerp(end, weight);

    public static Tensor clamp(Tensor input, Scalar? min = null, Scalar? max = null) => input.clamp(min, max);

    public static Tensor clamp(Tensor input, Tensor? min = null, Tensor? max = null) => input.clamp(min, max);
}
