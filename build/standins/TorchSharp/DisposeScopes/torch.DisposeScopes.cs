namespace TorchSharp;

public static partial class torch
{
    public static DisposeScope? CurrentDisposeScope => DisposeScopeManager.OfThisThread.Current;

    public static DisposeScope NewDisposeScope() => DisposeScopeManager.OfThisThread.Open();
}
