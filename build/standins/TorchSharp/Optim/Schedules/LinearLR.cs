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
                public class LinearLR : LRScheduler
                {
                    private readonly double _start;
                    private readonly double _end;
                    private readonly int _totalIterations;

                    public LinearLR(Optimizer optimizer, double start_factor = 1.0 / 3, double end_factor = 1, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _start = start_factor;
                        _end = end_factor;
                        _totalIterations = total_iters;
                        step();
                    }

                    private double Factor(int epoch) => _start + (_end - _start) * epoch / _totalIterations;

                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? Scaled(_start) : LastEpoch > _totalIterations ? CurrentRates : Scaled(Factor(LastEpoch) / Factor(LastEpoch - 1));

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(rate => rate * Factor(Math.Min(LastEpoch, _totalIterations)));
                }
            }
        }
    }
}
