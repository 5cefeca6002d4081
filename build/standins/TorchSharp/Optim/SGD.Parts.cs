using System;
using System.Collections.Generic;
using System.IO;

namespace TorchSharp.Modules;

public partial class SGD
{
    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        public override void SaveStateDict(BinaryWriter writer)
        {
            base.SaveStateDict(writer);
            writer.Write(momentum!.Value);
            writer.Write(dampening!.Value);
            writer.Write(weight_decay!.Value);
            writer.Write(nesterov!.Value);
            writer.Write(maximize!.Value);
        }

        public override void LoadStateDict(BinaryReader reader)
        {
            base.LoadStateDict(reader);
            momentum = reader.ReadDouble();
            dampening = reader.ReadDouble();
            weight_decay = reader.ReadDouble();
            nesterov = reader.ReadBoolean();
            maximize = reader.ReadBoolean();
        }

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var options = (Options)source;
            momentum = options.momentum;
            dampening = options.dampening;
            weight_decay = options.weight_decay;
            nesterov = options.nesterov;
            maximize = options.maximize;
        }
    }

    public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
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
            IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0,
            bool nesterov = false, bool maximize = false)
            : this(parameters, new Options
            {
                LearningRate = lr,
                momentum = momentum,
                dampening = dampening,
                weight_decay = weight_decay,
                nesterov = nesterov,
                maximize = maximize,
            })
        {
        }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }

    public sealed class State(Parameter parameter) : OptimizerState(parameter), IDisposable
    {
        public torch.Tensor? momentum_buffer;

        public void Dispose() => Replace(ref momentum_buffer, null);

        public override void SaveStateDict(BinaryWriter writer) => Write(writer, momentum_buffer);

        public override void LoadStateDict(BinaryReader reader) => Replace(ref momentum_buffer, Read(reader));

        public override void LoadStateDict(OptimizerState source) => Replace(ref momentum_buffer, Copy(((State)source).momentum_buffer));

        public override bool ApproximatelyEquals(OptimizerState other) =>
            other is State state && Near(momentum_buffer, state.momentum_buffer);

        public override void to(torch.Device device) => momentum_buffer = Moved(momentum_buffer, device);
    }
}
