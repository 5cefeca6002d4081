using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public Tensor uniform_(double from, double to, Generator? generator = null) =>
            Self(NativeMethods.ts_uniform_(Handle, from, to, Generator.HandleOf(generator)));

        public Tensor normal_(double mean = 0, double std = 1, Generator? generator = null) =>
            Self(NativeMethods.ts_normal_(Handle, mean, std, Generator.HandleOf(generator)));

        public Tensor bernoulli_(double p = 0.5, Generator? generator = null) =>
            Self(NativeMethods.ts_bernoulli_(Handle, p, Generator.HandleOf(generator)));

        public Tensor bernoulli(Generator? generator = null) => Wrap(NativeMethods.ts_bernoulli(Handle, Generator.HandleOf(generator)));

        public Tensor multinomial(long num_samples, bool replacement = false, Generator? generator = null) =>
            Wrap(NativeMethods.ts_multinomial(Handle, num_samples, Flag(replacement), Generator.HandleOf(generator)));
    }

    public static Tensor bernoulli(Tensor input, Generator? generator = null) => input.bernoulli(generator);

    public static Tensor multinomial(Tensor input, long num_samples, bool replacement = false, Generator? generator = null) =>
        input.multinomial(num_samples, replacement, generator);
}
