using System;
using System.Collections.Generic;

namespace TorchSharp.Modules;

public partial class Adam : OptimizerHelper, torch.optim.IBetas
{
    private readonly Options _defaultOptions;

    public Adam(
        IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup { Parameters = parameters }], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public Adam(
        IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1E-08,
        double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        if (lr < 0)
        {
            throw new ArgumentException($"Invalid learning rate: {lr}");
        }
        if (beta1 is < 0 or >= 1)
        {
            throw new ArgumentException($"Invalid beta1 value: {beta1}");
        }
        if (beta2 is < 0 or >= 1)
        {
            throw new ArgumentException($"Invalid beta2 value: {beta2}");
        }
        if (eps < 0)
        {
            throw new ArgumentException($"Invalid eps value: {eps}");
        }
        if (weight_decay < 0)
        {
            throw new ArgumentException($"Invalid weight_decay value: {weight_decay}");
        }
        _defaultOptions = new Options
        {
            LearningRate = lr,
            beta1 = beta1,
            beta2 = beta2,
            eps = eps,
            weight_decay = weight_decay,
            amsgrad = amsgrad,
            maximize = maximize,
        };
        foreach (var group in parameters)
        {
            add_param_group(group);
        }
    }

    public (double, double) Betas
    {
        get => (((Options)Groups[0].Options).beta1!.Value, ((Options)Groups[0].Options).beta2!.Value);
        set
        {
            foreach (var group in Groups)
            {
                ((ParamGroup)group).Betas = value;
            }
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        var options = param_group.Options as Options ?? new Options { LearningRate = param_group.Options.LearningRate };
        options.LearningRate ??= _defaultOptions.LearningRate;
        options.beta1 ??= _defaultOptions.beta1;
        options.beta2 ??= _defaultOptions.beta2;
        options.eps ??= _defaultOptions.eps;
        options.weight_decay ??= _defaultOptions.weight_decay;
        options.amsgrad ??= _defaultOptions.amsgrad;
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
                if (options.maximize == true)
                {
                    gradient = gradient.neg();
                }
                if (options.weight_decay != 0)
                {
                    gradient = gradient.add(parameter, alpha: options.weight_decay!.Value);
                }
                Update(parameter, gradient, (State)StateOf(parameter), options, group.LearningRate);
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

    private static void Update(Parameter parameter, torch.Tensor gradient, State state, Options options, double learningRate)
    {
        double beta1 = options.beta1!.Value;
        double beta2 = options.beta2!.Value;
        state.step++;
        state.exp_avg.mul_(beta1).add_(gradient, alpha: 1 - beta1);
        state.exp_avg_sq.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);

        var second = state.exp_avg_sq;
        if (options.amsgrad == true)
        {
            state.max_exp_avg_sq!.copy_(state.max_exp_avg_sq.maximum(second));
            second = state.max_exp_avg_sq;
        }
        double correction1 = 1 - Math.Pow(beta1, state.step);
        double correction2 = 1 - Math.Pow(beta2, state.step);
        var denominator = second.sqrt().div_(Math.Sqrt(correction2)).add_(options.eps!.Value);
        parameter.addcdiv_(state.exp_avg, denominator, value: -learningRate / correction1);
    }
}
