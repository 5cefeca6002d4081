using System;
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
    /// <summary>Holds the meta-parameters during meta-training and steps them by a torch optimizer.</summary>
    internal sealed class OuterOptimizer : IDisposable
    {
        private readonly Parameter[] _parameters;
        private readonly torch.optim.Optimizer _optimizer;

        /// <param name="initial">The initial meta-parameters; copied.</param>
        /// <param name="kind">The optimizer.</param>
        /// <param name="learningRate">Its learning rate.</param>
        /// <param name="weightDecay">Its weight decay.</param>
        /// <param name="momentum">The momentum of gradient descent.</param>
        public OuterOptimizer(ParameterSet initial, OuterOptimizerKind kind, double learningRate, double weightDecay, double momentum)
        {
            _parameters = initial.Tensors.Select(t => new Parameter(t.detach().clone())).ToArray();
            foreach (var parameter in _parameters)
                parameter.DetachFromDisposeScope();
            Parameters = initial.With(_parameters);
            _optimizer = kind switch
            {
                OuterOptimizerKind.AdamW => torch.optim.AdamW(_parameters, learningRate, weight_decay: weightDecay),
                OuterOptimizerKind.Sgd => torch.optim.SGD(_parameters, learningRate, momentum: momentum, weight_decay: weightDecay),
                _ => torch.optim.Adam(_parameters, learningRate, weight_decay: weightDecay),
            };
        }

        /// <summary>The current meta-parameters; they change with each step.</summary>
        public ParameterSet Parameters { get; }

        public void Step(ParameterSet gradients, double learningRate)
        {
            using var scope = NewDisposeScope();
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = learningRate;
            for (var i = 0; i < _parameters.Length; i++)
                _parameters[i].grad = gradients.Tensors[i];
            _optimizer.step();
            foreach (var parameter in _parameters)
                parameter.grad = null;
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            Parameters.Dispose();
        }
    }
}
