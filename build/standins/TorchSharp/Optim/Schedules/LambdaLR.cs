using System;
using System.Collections.Generic;

namespace TorchSharp;

public static partial class torch
{
    public static partial class optim
    {
        public static partial class lr_scheduler
        {
            public static partial class impl
            {
                public class LambdaLR : LRScheduler
                {
                    private readonly Func<int, double> _lambda;

                    public LambdaLR(Optimizer optimizer, Func<int, double> lr_lambda, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _lambda = lr_lambda;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        FromBase(rate => rate * _lambda(LastEpoch));
                }
            }
        }
    }
}
