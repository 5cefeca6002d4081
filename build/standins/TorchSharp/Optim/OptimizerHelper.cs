using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;

namespace TorchSharp.Modules;

public abstract class OptimizerHelper : torch.optim.Optimizer
{
    // By the handle of the parameter, which stays the same while the parameter lives.
    private readonly Dictionary<nint, OptimizerState> _states = [];

    public OptimizerHelper()
    {
    }

    public override IEnumerable<Parameter> parameters() => base.parameters();

    public override void zero_grad() => base.zero_grad();

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in Groups)
        {
            dictionary.Options.Add(group.Options);
            var references = new List<int>();
            foreach (var parameter in group.Parameters)
            {
                references.Add(dictionary.State.Count);
                dictionary.State.Add(StateOf(parameter));
            }
            dictionary.StateIndexRef.Add(references);
        }
        return dictionary;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        RequireSame(own.Options.Count, state_dict.Options.Count, "parameter groups");
        RequireSame(own.State.Count, state_dict.State.Count, "parameters");
        for (int i = 0; i < own.Options.Count; i++)
        {
            own.Options[i].LoadStateDict(state_dict.Options[i]);
        }
        for (int i = 0; i < own.State.Count; i++)
        {
            own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var own = state_dict();
        writer.Write(GetType().Name);
        writer.Write(own.Options.Count);
        writer.Write(own.State.Count);
        own.Options.ForEach(options => options.SaveStateDict(writer));
        own.State.ForEach(state => state.SaveStateDict(writer));
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var own = state_dict();
        var name = reader.ReadString();
        if (name != GetType().Name)
        {
            throw new InvalidDataException($"The state is that of '{name}', not of '{GetType().Name}'.");
        }
        RequireSame(own.Options.Count, reader.ReadInt32(), "parameter groups");
        RequireSame(own.State.Count, reader.ReadInt32(), "parameters");
        own.Options.ForEach(options => options.LoadStateDict(reader));
        own.State.ForEach(state => state.LoadStateDict(reader));
    }

    public void to(torch.Device device)
    {
        foreach (var state in _states.Values)
        {
            state.to(device);
        }
    }

    private protected void DisposeStates()
    {
        foreach (var state in _states.Values.OfType<IDisposable>())
        {
            state.Dispose();
        }
        _states.Clear();
    }

    private protected void AddGroup(ParamGroup group, Func<Parameter, OptimizerState> stateOf)
    {
        group.Parameters = group.Parameters.ToArray();
        group.Options.InitialLearningRate = group.LearningRate;
        Groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = stateOf(parameter);
            state.Initialize(group.Options);
            _states.Add(parameter.Handle, state);
        }
    }

    private protected OptimizerState StateOf(Parameter parameter) => _states[parameter.Handle];

    private protected torch.Tensor? Step<TGroup>(Action<TGroup> body, Func<torch.Tensor>? closure)
        where TGroup : ParamGroup
    {
        torch.Tensor? loss = null;
        if (closure is not null)
        {
            using (torch.enable_grad())
            {
                loss = closure();
            }
        }
        using (torch.no_grad())
        using (torch.NewDisposeScope())
        {
            foreach (var group in Groups)
            {
                body((TGroup)group);
            }
        }
        return loss;
    }

    private static void RequireSame(int own, int given, string what)
    {
        if (own != given)
        {
            throw new ArgumentException($"The optimizer has {own} {what}, the state {given}.");
        }
    }
}
