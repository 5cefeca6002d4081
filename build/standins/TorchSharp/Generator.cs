using System;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public class Generator : IDisposable
    {
        private nint _handle;

        public Generator(ulong seed = 0, Device? device = null)
            : this(Create(seed, device))
        {
        }

        private Generator(nint handle)
        {
            _handle = handle;
        }

        ~Generator()
        {
            Dispose(false);
        }

        public static Generator Default => new(NativeMethods.ts_generator_default());

        public nint Handle => _handle != 0 ? _handle : throw new ObjectDisposedException(nameof(Generator));

        public Device device => CPU;

        public Generator manual_seed(long seed)
        {
            NativeMethods.ts_generator_manual_seed(Handle, seed);
            return this;
        }

        public long seed() => NativeMethods.ts_generator_seed(Handle);

        public long initial_seed() => NativeMethods.ts_generator_initial_seed(Handle);

        public Tensor get_state() => Tensor.Wrap(NativeMethods.ts_generator_state(Handle));

        public void set_state(Tensor value) => Check(NativeMethods.ts_generator_set_state(Handle, value.Handle));

        public void Dispose()
        {
            Dispose(true);
            GC.SuppressFinalize(this);
        }

        protected virtual void Dispose(bool disposing)
        {
            if (_handle != 0)
            {
                NativeMethods.ts_generator_dispose(_handle);
                _handle = 0;
            }
        }

        internal static nint HandleOf(Generator? generator) => generator?.Handle ?? 0;

        private static nint Create(ulong seed, Device? device)
        {
            InitializeDevice(device);
            return NativeMethods.ts_generator(seed);
        }
    }

    public static Generator manual_seed(long seed) => Generator.Default.manual_seed(seed);

    public static long initial_seed() => random.initial_seed();

    public static Tensor get_rng_state() => random.get_rng_state();

    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    public static class random
    {
        public static Generator manual_seed(long seed) => torch.manual_seed(seed);

        public static long seed()
        {
            using var generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using var generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using var generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using var generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
