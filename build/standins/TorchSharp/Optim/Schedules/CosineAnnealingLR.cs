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
            public static partial class impl
            {
                public class CosineAnnealingLR : LRScheduler
                {
                    private readonly double _period;
                    private readonly double _minimum;

                    public CosineAnnealingLR(Optimizer optimizer, double T_max, double eta_min = 0, int last_epoch = -1, bool verbose = false)
                        : base(optimizer, last_epoch, verbose)
                    {
                        _period = T_max;
                        _minimum = eta_min;
                        step();
                    }

                    protected override IEnumerable<double> get_lr()
                    {
                        if (LastEpoch == 0)
                        {
                            return CurrentRates;
                        }
                        // At the bottom of the curve the quotient below is 0 / 0: climb the first step out of it.
                        if ((LastEpoch - 1 - _period) % (2 * _period) == 0)
                        {
                            return CurrentRates.Zip(BaseRates, (rate, initial) => rate + (initial - _minimum) * (1 - Math.Cos(Math.PI / _period)) / 2);
                        }
                        double quotient = Height(LastEpoch) / Height(LastEpoch - 1);
                        return CurrentRates.Select(rate => quotient * (rate - _minimum) + _minimum);
                    }

                    protected override IEnumerable<double> get_closed_form_lr() =>
                        FromBase(rate => _minimum + (rate - _minimum) * Height(LastEpoch) / 2);

                    private double Height(int epoch) => 1 + Math.Cos(Math.PI * epoch / _period);
                }
            }
        }
    }
}
