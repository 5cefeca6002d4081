namespace Microsoft.ML.MetaLearning.Engine;

/// <summary>Represents the max pooling that a kernel includes, with a window side that is a constant to the compiler.</summary>
internal interface IPool
{
    static abstract int Size { get; }
}

/// <summary>Represents no pooling.</summary>
internal readonly struct Pool1 : IPool
{
    public static int Size => 1;
}

/// <summary>Represents windows of 2x2; a last odd row or column is left out.</summary>
internal readonly struct Pool2 : IPool
{
    public static int Size => 2;
}
