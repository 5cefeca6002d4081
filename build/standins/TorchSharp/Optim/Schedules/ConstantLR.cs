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
                public class ConstantLR : LRScheduler
                {
                    private readonly double _factor;
                    private readonly int _totalIterations;

                    public ConstantLR(Optimizer optimizer, double factor = 1.0 / 3, int total_iters = 5, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _factor = factor;
                        _totalIterations = total_iters;
                        step();
                    }

                    protected override IEnumerable<double> get_lr() =>
                        LastEpoch == 0 ? Scaled(_factor) : LastEpoch == _totalIterations ? Scaled(1 / _factor) : CurrentRates;

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(rate => LastEpoch < _totalIterations ? rate * _factor : rate);
                }
            }
        }
    }
}
