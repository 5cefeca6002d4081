using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor inverse() => linalg.inv(this);
    }

    public static class linalg
    {
        public static Tensor solve(Tensor A, Tensor B, bool left = true) =>
            Tensor.Wrap(NativeMethods.ts_linalg_solve(A.Handle, B.Handle, Tensor.Flag(left)));

        public static Tensor inv(Tensor input) => Tensor.Wrap(NativeMethods.ts_linalg_inv(input.Handle));

        public static Tensor cholesky(Tensor input) => Tensor.Wrap(NativeMethods.ts_linalg_cholesky(input.Handle));

        public static Tensor det(Tensor input) => Tensor.Wrap(NativeMethods.ts_linalg_det(input.Handle));
    }
}
