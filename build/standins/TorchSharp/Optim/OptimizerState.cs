using System.IO;

namespace TorchSharp.Modules;

public abstract class OptimizerState
{
    private protected OptimizerState(Parameter parameter)
    {
        Parameter = parameter;
    }

    internal Parameter Parameter { get; }

    public virtual void Initialize(OptimizerOptions options)
    {
    }

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public abstract bool ApproximatelyEquals(OptimizerState other);

    public virtual void to(torch.Device device)
    {
    }

    // State outlives every scope: the optimizer owns it.
    private protected torch.Tensor NewZeros() => torch.zeros_like(Parameter).DetachFromDisposeScope();

    private protected static torch.Tensor? Copy(torch.Tensor? source) => source?.detach().clone().DetachFromDisposeScope();

    private protected static void Replace(ref torch.Tensor? target, torch.Tensor? value)
    {
        target?.Dispose();
        target = value;
    }

    private protected static bool Near(torch.Tensor? left, torch.Tensor? right) =>
        left is null || right is null ? left is null && right is null : left.allclose(right);

    private protected static torch.Tensor? Moved(torch.Tensor? tensor, torch.Device device) =>
        tensor?.to(device, disposeAfter: true).DetachFromDisposeScope();

    private protected static void Write(BinaryWriter writer, torch.Tensor? tensor)
    {
        writer.Write(tensor is not null);
        if (tensor is null)
        {
            return;
        }
        using var scope = torch.NewDisposeScope();
        var shape = tensor.shape;
        writer.Write((int)tensor.dtype);
        writer.Write(shape.Length);
        foreach (long size in shape)
        {
            writer.Write(size);
        }
        writer.Write(tensor.cpu().contiguous().bytes);
    }

    private protected static torch.Tensor? Read(BinaryReader reader)
    {
        if (!reader.ReadBoolean())
        {
            return null;
        }
        var type = (torch.ScalarType)reader.ReadInt32();
        var shape = new long[reader.ReadInt32()];
        for (int i = 0; i < shape.Length; i++)
        {
            shape[i] = reader.ReadInt64();
        }
        var tensor = torch.empty(shape, type, torch.CPU).DetachFromDisposeScope();
        reader.BaseStream.ReadExactly(tensor.bytes);
        return tensor;
    }
}
