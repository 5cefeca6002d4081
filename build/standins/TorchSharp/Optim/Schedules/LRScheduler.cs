using System;
using System.Collections.Generic;
using System.Linq;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public abstract class LRScheduler
            {
                private readonly Optimizer _optimizer;
                private readonly bool _verbose;

                protected LRScheduler(Optimizer optimizer, int last_epoch = -1, bool verbose = false)
                {
                    _optimizer = optimizer;
                    _verbose = verbose;
                    LastEpoch = last_epoch;
                    BaseRates = [.. optimizer.ParamGroups.Select(group => group.InitialLearningRate)];
                }

                internal int LastEpoch { get; private set; }

                internal double[] BaseRates { get; }

                internal IEnumerable<double> CurrentRates => _optimizer.ParamGroups.Select(group => group.LearningRate);

                public virtual void step() => step(null);

                public virtual void step(int? epoch)
                {
                    LastEpoch = epoch ?? LastEpoch + 1;
                    var rates = (epoch is null ? get_lr() : get_closed_form_lr()).ToArray();
                    int index = 0;
                    foreach (var group in _optimizer.ParamGroups)
                    {
                        group.LearningRate = rates[index];
                        if (_verbose)
                        {
                            Console.WriteLine($"Adjusting learning rate of group {index} to {rates[index]}");
                        }
                        index++;
                    }
                }

                public IEnumerable<double> get_last_lr() => CurrentRates;

                // The rates of this epoch, from those of the epoch before.
                protected virtual IEnumerable<double> get_lr() => CurrentRates;

                // The rates of this epoch, from the initial ones.
                protected virtual IEnumerable<double> get_closed_form_lr() => get_lr();

                private protected IEnumerable<double> Scaled(double factor) => CurrentRates.Select(rate => rate * factor);

                private protected IEnumerable<double> FromBase(Func<double, double> rule) => BaseRates.Select(rule);
            }
        }
    }
}
