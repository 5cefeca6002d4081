using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor bmm(Tensor batch2) => Wrap(NativeMethods.ts_bmm(Handle, batch2.Handle));

        public Tensor dot(Tensor target) => Wrap(NativeMethods.ts_dot(Handle, target.Handle));

        public Tensor inner(Tensor vec2) => Wrap(NativeMethods.ts_inner(Handle, vec2.Handle));

        public Tensor logical_and(Tensor other) => Wrap(NativeMethods.ts_logical_and(Handle, other.Handle));

        public Tensor logical_or(Tensor other) => Wrap(NativeMethods.ts_logical_or(Handle, other.Handle));

        public Tensor logical_xor(Tensor other) => Wrap(NativeMethods.ts_logical_xor(Handle, other.Handle));

        public Tensor masked_select(Tensor mask) => Wrap(NativeMethods.ts_masked_select(Handle, mask.Handle));

        public Tensor matmul(Tensor target) => Wrap(NativeMethods.ts_matmul(Handle, target.Handle));

        public Tensor maximum(Tensor other) => Wrap(NativeMethods.ts_maximum(Handle, other.Handle));

        public Tensor minimum(Tensor other) => Wrap(NativeMethods.ts_minimum(Handle, other.Handle));

        public Tensor mm(Tensor target) => Wrap(NativeMethods.ts_mm(Handle, target.Handle));

        public Tensor mv(Tensor target) => Wrap(NativeMethods.ts_mv(Handle, target.Handle));

        public Tensor outer(Tensor vec2) => Wrap(NativeMethods.ts_outer(Handle, vec2.Handle));

        public Tensor take(Tensor index) => Wrap(NativeMethods.ts_take(Handle, index.Handle));

        public Tensor atan2(Tensor other) => Wrap(NativeMethods.ts_atan2(Handle, other.Handle));

        public Tensor eq(Tensor target) => Wrap(NativeMethods.ts_eq(Handle, target.Handle));

        public Tensor eq(Scalar target) => Wrap(NativeMethods.ts_eq_scalar(Handle, target.Value));

        public Tensor ge(Tensor target) => Wrap(NativeMethods.ts_ge(Handle, target.Handle));

        public Tensor ge(Scalar target) => Wrap(NativeMethods.ts_ge_scalar(Handle, target.Value));

        public Tensor gt(Tensor target) => Wrap(NativeMethods.ts_gt(Handle, target.Handle));

        public Tensor gt(Scalar target) => Wrap(NativeMethods.ts_gt_scalar(Handle, target.Value));

        public Tensor le(Tensor target) => Wrap(NativeMethods.ts_le(Handle, target.Handle));

        public Tensor le(Scalar target) => Wrap(NativeMethods.ts_le_scalar(Handle, target.Value));

        public Tensor lt(Tensor target) => Wrap(NativeMethods.ts_lt(Handle, target.Handle));

        public Tensor lt(Scalar target) => Wrap(NativeMethods.ts_lt_scalar(Handle, target.Value));

        public Tensor ne(Tensor target) => Wrap(NativeMethods.ts_ne(Handle, target.Handle));

        public Tensor ne(Scalar target) => Wrap(NativeMethods.ts_ne_scalar(Handle, target.Value));

        public Tensor equal(Tensor target) => eq(target);

        public Tensor isclose(Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => Wrap(NativeMethods.ts_isclose(Handle, other.Handle, rtol, atol, nanEqual ? 1 : 0));

        public unsafe bool allclose(Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false)
        {
            int result;
            Check(NativeMethods.ts_allclose(Handle, target.Handle, rtol, atol, equal_nan ? 1 : 0, &result));
            return result != 0;
        }

        public Tensor where(Tensor condition, Tensor y) => Wrap(NativeMethods.ts_where(condition.Handle, Handle, y.Handle));
    }

    public static Tensor bmm(Tensor input, Tensor batch2) => input.bmm(batch2);

    public static Tensor dot(Tensor input, Tensor other) => input.dot(other);

    public static Tensor inner(Tensor input, Tensor vec2) => input.inner(vec2);

    public static Tensor logical_and(Tensor left, Tensor right) => left.logical_and(right);

    public static Tensor logical_or(Tensor left, Tensor right) => left.logical_or(right);

    public static Tensor logical_xor(Tensor left, Tensor right) => left.logical_xor(right);

    public static Tensor masked_select(Tensor input, Tensor mask) => input.masked_select(mask);

    public static Tensor matmul(Tensor input, Tensor target) => input.matmul(target);

    public static Tensor maximum(Tensor input, Tensor other) => input.maximum(other);

    public static Tensor minimum(Tensor input, Tensor other) => input.minimum(other);

    public static Tensor mm(Tensor input, Tensor target) => input.mm(target);

    public static Tensor mv(Tensor input, Tensor target) => input.mv(target);

    public static Tensor outer(Tensor input, Tensor vec2) => input.outer(vec2);

    public static Tensor take(Tensor input, Tensor index) => input.take(index);

    public static Tensor atan2(Tensor input, Tensor other) => input.atan2(other);

    public static Tensor eq(Tensor left, Tensor right) => left.eq(right);

    public static Tensor ge(Tensor left, Tensor right) => left.ge(right);

    public static Tensor gt(Tensor left, Tensor right) => left.gt(right);

    public static Tensor le(Tensor left, Tensor right) => left.le(right);

    public static Tensor lt(Tensor left, Tensor right) => left.lt(right);

    public static Tensor ne(Tensor left, Tensor right) => left.ne(right);

    public static Tensor equal(Tensor tensor, Tensor target) => tensor.equal(target);

    public static Tensor isclose(Tensor tensor, Tensor other, double rtol = 1e-05, double atol = 1e-08, bool nanEqual = false) => tensor.isclose(other, rtol, atol, nanEqual);

    public static bool allclose(Tensor tensor, Tensor target, double rtol = 1e-05, double atol = 1e-08, bool equal_nan = false) => tensor.allclose(target, rtol, atol, equal_nan);

    public static Tensor where(Tensor condition, Tensor x, Tensor y) => x.where(condition, y);
}
