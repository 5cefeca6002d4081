namespace MetaLearn;

/// <summary>What the tool ends with.</summary>
internal enum ExitCode
{
    /// <summary>All was done.</summary>
    Success = 0,

    /// <summary>Something failed while it ran.</summary>
    Failure = 1,

    /// <summary>The command line or the configuration is wrong; nothing was begun.</summary>
    Usage = 2,

    /// <summary>The data is missing, damaged or too little.</summary>
    Data = 3,

    /// <summary>It was cancelled; what was learned is saved. The code of a process that Ctrl+C ends.</summary>
    Cancelled = 130,
}
