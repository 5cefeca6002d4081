using System.Collections.Generic;
using TorchSharp.Native;

namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        public bool requires_grad
        {
            get => NativeMethods.ts_requires_grad(Handle) != 0;
            set => Check(NativeMethods.ts_set_requires_grad(Handle, Flag(value)));
        }

        public Tensor? grad
        {
            get
            {
                nint handle = NativeMethods.ts_grad(Handle);
                if (handle == 0)
                {
                    CheckForErrors();
                    return null;
                }
                return new Tensor(handle);
            }
            set => Check(NativeMethods.ts_set_grad(Handle, value?.Handle ?? 0));
        }

        public Tensor requires_grad_(bool requires_grad = true)
        {
            this.requires_grad = requires_grad;
            return this;
        }

        public void retain_grad() => Check(NativeMethods.ts_retain_grad(Handle));

        public Tensor detach() => Wrap(NativeMethods.ts_detach(Handle));

        public Tensor detach_() => Self(NativeMethods.ts_detach_(Handle));

        public void backward() => autograd.backward([this]);

        // The package hands these two flags over in each other's place; so does this.
        public void backward(IList<Tensor>? grad_tensors = null, bool create_graph = false, bool retain_graph = false, IList<Tensor>? inputs = null) =>
            autograd.backward([this], grad_tensors, retain_graph: create_graph, create_graph: retain_graph, inputs);
    }
}
