using System;
using System.Collections.Generic;
using System.Linq;
using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public abstract class Optimizer : IDisposable
        {
            private protected Optimizer()
            {
            }

            public IEnumerable<ILearningRateController> ParamGroups => Groups;

            internal List<ParamGroup> Groups { get; } = [];

            public virtual Tensor? step(Func<Tensor>? closure = null) => closure?.Invoke();

            public virtual IEnumerable<Parameter> parameters() => Groups.SelectMany(group => group.Parameters);

            public virtual void add_param_group(ParamGroup param_group) => Groups.Add(param_group);

            // Gradients that exist are filled with zeros; they are not taken away.
            public virtual void zero_grad()
            {
                foreach (var parameter in parameters())
                {
                    using var gradient = parameter.grad;
                    using (no_grad())
                    {
                        gradient?.zero_();
                    }
                }
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
            }

            public class StateDictionary
            {
                internal StateDictionary()
                {
                }

                public List<OptimizerOptions> Options { get; } = [];

                public List<OptimizerState> State { get; } = [];

                // For each group, which of the states belong to it.
                public List<List<int>> StateIndexRef { get; } = [];
            }
        }
    }
}
