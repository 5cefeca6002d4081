using System;
using System.Collections.Generic;

namespace TorchSharp.Modules;

public partial class SGD : OptimizerHelper, torch.optim.IMomentum
{
    private readonly Options _defaultOptions;

    public SGD(
        IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(
        IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0,
        bool nesterov = false, bool maximize = false)
    {
        if (lr < 0)
        {
            throw new ArgumentException($"Invalid learning rate: {lr}");
        }
        if (momentum < 0)
        {
            throw new ArgumentException($"Invalid momentum value: {momentum}");
        }
        if (weight_decay < 0)
        {
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        }
        if (nesterov && (momentum == 0 || dampening != 0))
        {
            throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        }
        _defaultOptions = new Options
        {
            LearningRate = lr,
            momentum = momentum,
            dampening = dampening,
            weight_decay = weight_decay,
            nesterov = nesterov,
            maximize = maximize,
        };
        foreach (var group in parameters)
        {
            add_param_group(group);
        }
    }

    public double Momentum
    {
        get => ((Options)Groups[0].Options).momentum!.Value;
        set
        {
            foreach (var group in Groups)
            {
                ((Options)group.Options).momentum = value;
            }
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var options = param_group.Options as Options ?? new Options { LearningRate = param_group.Options.LearningRate };
        options.LearningRate ??= _defaultOptions.LearningRate;
        options.momentum ??= _defaultOptions.momentum;
        options.dampening ??= _defaultOptions.dampening;
        options.weight_decay ??= _defaultOptions.weight_decay;
        options.nesterov ??= _defaultOptions.nesterov;
        options.maximize ??= _defaultOptions.maximize;
        param_group.Options = options;
        AddGroup(param_group, parameter => new State(parameter));
    }

    public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => Step<ParamGroup>(
        group =>
        {
            var options = group.Options;
            foreach (var parameter in group.Parameters)
            {
                if (parameter.grad is not { } gradient)
                {
                    continue;
                }
                if (options.weight_decay != 0)
                {
                    gradient = gradient.add(parameter, alpha: options.weight_decay!.Value);
                }
                if (options.momentum != 0)
                {
                    gradient = Accelerate(gradient, (State)StateOf(parameter), options);
                }
                parameter.add_(gradient, alpha: options.maximize == true ? group.LearningRate : -group.LearningRate);
            }
        },
        closure);

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            DisposeStates();
        }
        base.Dispose(disposing);
    }

    private static torch.Tensor Accelerate(torch.Tensor gradient, State state, Options options)
    {
        double momentum = options.momentum!.Value;
        if (state.momentum_buffer is null)
        {
            state.momentum_buffer = gradient.detach().clone().DetachFromDisposeScope();
        }
        else
        {
            state.momentum_buffer.mul_(momentum).add_(gradient, alpha: 1 - options.dampening!.Value);
        }
        return options.nesterov == true ? gradient.add(state.momentum_buffer, alpha: momentum) : state.momentum_buffer;
    }
}
