using System;
using System.Collections.Generic;
using System.IO;

namespace TorchSharp.Modules;

public partial class Adam
{
    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? weight_decay;
        public double? eps;
        public bool? amsgrad;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(beta1!.Value);
            writer.Write(beta2!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(eps!.Value);
            writer.Write(amsgrad!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            beta1 = reader.ReadDouble();
            beta2 = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            eps = reader.ReadDouble();
            amsgrad = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var options = (Options)source;
            beta1 = options.beta1;
            beta2 = options.beta2;
            weight_decay = options.weight_decay;
            eps = options.eps;
            amsgrad = options.amsgrad;
            maximize = options.maximize;
        }
    }

    public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
    {
        public ParamGroup()
        {
            Options = new Options();
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(
            IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
            double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : this(parameters, new Options
            {
                LearningRate = lr,
                beta1 = beta1,
                beta2 = beta2,
                eps = eps,
                weight_decay = weight_decay,
                amsgrad = amsgrad,
                maximize = maximize,
            })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set
            {
                Options.beta1 = value.Item1;
                Options.beta2 = value.Item2;
            }
        }
    }

    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor exp_avg;
        public torch.Tensor exp_avg_sq;
        public torch.Tensor? max_exp_avg_sq;

        public State(Parameter parameter)
            : base(parameter)
        {
            exp_avg = NewZeros();
            exp_avg_sq = NewZeros();
        }

        public override void Initialize(OptimizerOptions options)
        {
            if (((Options)options).amsgrad == true)
            {
                max_exp_avg_sq = NewZeros();
            }
        }

        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }

        public override void SaveStateDict(BinaryWriter writer)
        {
            writer.Write(step);
            Write(writer, exp_avg);
            Write(writer, exp_avg_sq);
            Write(writer, max_exp_avg_sq);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            Dispose();
            step = reader.ReadInt64();
            exp_avg = Read(reader)!;
            exp_avg_sq = Read(reader)!;
            max_exp_avg_sq = Read(reader);
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var state = (State)source;
            step = state.step;
            if (state == this)
            {
                return;
            }
            Dispose();
            exp_avg = Copy(state.exp_avg)!;
            exp_avg_sq = Copy(state.exp_avg_sq)!;
            max_exp_avg_sq = Copy(state.max_exp_avg_sq);
        }

        public override bool ApproximatelyEquals(OptimizerState other) => other is State state
            && step == state.step
            && Near(exp_avg, state.exp_avg)
            && Near(exp_avg_sq, state.exp_avg_sq)
            && Near(max_exp_avg_sq, state.max_exp_avg_sq);

        public override void to(torch.Device device)
        {
            exp_avg = Moved(exp_avg, device)!;
            exp_avg_sq = Moved(exp_avg_sq, device)!;
            max_exp_avg_sq = Moved(max_exp_avg_sq, device);
        }
    }
}
