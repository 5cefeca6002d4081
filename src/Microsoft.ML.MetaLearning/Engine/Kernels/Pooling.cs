namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Gives the side of the windows of a max pooling that a kernel does in passing, as a constant for the compiler.</summary>
internal interface IPool
{
    static abstract int Size { get; }
}

/// <summary>Represents no pooling.</summary>
internal readonly struct Pool1 : IPool
{
    public static int Size => 1;
}

/// <summary>Represents windows of 2x2, a last odd row or column left out.</summary>
internal readonly struct Pool2 : IPool
{
    public static int Size => 2;
}
