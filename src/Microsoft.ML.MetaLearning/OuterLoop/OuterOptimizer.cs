using System;
using System.IO;
using System.Linq;
using Microsoft.ML.MetaLearning.Backbones;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.MetaLearning
{
    /// <summary>The optimizer of the outer loop.</summary>
    public enum OuterOptimizerKind
    {
        /// <summary>Kingma and Ba, <a href="https://arxiv.org/abs/1412.6980">2015</a>. The default.</summary>
        Adam,

        /// <summary>Adam with decoupled weight decay. Loshchilov and Hutter, <a href="https://arxiv.org/abs/1711.05101">2019</a>.</summary>
        AdamW,

        /// <summary>Gradient descent with momentum <c>MetaMomentum</c>.</summary>
        Sgd,
    }
}

namespace Microsoft.ML.MetaLearning.Learning
{
    /// <summary>
    /// Holds the meta-parameters during meta-training and steps them by a torch optimizer; all but the statistics among them, which are exponential averages of what is
    /// observed.
    /// </summary>
    internal sealed class OuterOptimizer : IDisposable
    {
        private readonly (string Name, Parameter Value)[] _learned;
        private readonly string[] _statistics;
        private readonly OptimizerHelper _optimizer;

        /// <param name="initial">The initial meta-parameters; copied.</param>
        /// <param name="kind">The optimizer.</param>
        /// <param name="learningRate">Its learning rate.</param>
        /// <param name="weightDecay">Its weight decay.</param>
        /// <param name="momentum">The momentum of gradient descent.</param>
        public OuterOptimizer(ParameterSet initial, OuterOptimizerKind kind, double learningRate, double weightDecay, double momentum = 0.9)
        {
            _statistics = initial.Names.Where(NormalizationParameters.IsStatistic).ToArray();
            Parameters = initial.With(initial.Names.Select(n => _statistics.Contains(n) ? initial[n].detach().clone() : new Parameter(initial[n].detach().clone())).ToArray());
            Parameters.DetachFromDisposeScope();
            _learned = Parameters.Where(p => p.Value is Parameter).Select(p => (p.Key, (Parameter)p.Value)).ToArray();
            var parameters = _learned.Select(p => p.Value).ToArray();
            _optimizer = kind switch
            {
                OuterOptimizerKind.AdamW => torch.optim.AdamW(parameters, learningRate, weight_decay: weightDecay),
                OuterOptimizerKind.Sgd => torch.optim.SGD(parameters, learningRate, momentum: momentum, weight_decay: weightDecay),
                _ => torch.optim.Adam(parameters, learningRate, weight_decay: weightDecay),
            };
        }

        /// <summary>The current meta-parameters; they change with each step.</summary>
        public ParameterSet Parameters { get; }

        public void Step(ParameterSet gradients, double learningRate)
        {
            using var scope = NewDisposeScope();
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = learningRate;
            foreach (var (name, parameter) in _learned)
                parameter.grad = gradients[name];
            _optimizer.step();
            foreach (var (_, parameter) in _learned)
                parameter.grad = null;
        }

        /// <summary>What the optimizer remembers beside the parameters, such as their moments.</summary>
        public byte[] SaveState()
        {
            using var stream = new MemoryStream();
            using (var writer = new BinaryWriter(stream))
                _optimizer.save_state_dict(writer);
            return stream.ToArray();
        }

        /// <summary>Goes on from what <see cref="SaveState"/> gave. The optimizer may make tensors, which belong to the calling thread's dispose scope.</summary>
        public void LoadState(byte[] state)
        {
            using var reader = new BinaryReader(new MemoryStream(state));
            _optimizer.load_state_dict(reader);
        }

        /// <summary>Whether some meta-parameters are statistics, which <see cref="Observe"/> has to follow each step for.</summary>
        public bool HasStatistics => _statistics.Length > 0;

        /// <summary>Moves the statistics towards what was observed in the tasks of a meta-step.</summary>
        public void Observe(ParameterSet observed)
        {
            using var scope = NewDisposeScope();
            foreach (var name in _statistics)
                Parameters[name].MultiplyInPlace(1 - EpisodeNormalization.Momentum).AddInPlace(observed[name], EpisodeNormalization.Momentum);
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            Parameters.Dispose();
        }
    }
}
