using System;
using System.Collections.Generic;
using System.IO;

namespace MetaLearn;

/// <summary>An end of the tool with a message for its user.</summary>
internal class ToolException(ExitCode code, string message, Exception? inner = null) : Exception(message, inner)
{
    public ExitCode Code => code;
}

/// <summary>Everything that is wrong with a configuration, each with its place.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> problems)
    : ToolException(ExitCode.Usage, string.Join(Environment.NewLine, problems))
{
    public IReadOnlyList<string> Problems => problems;
}

/// <summary>Data that cannot be used.</summary>
internal sealed class DataException(string message, Exception? inner = null) : ToolException(ExitCode.Data, message, inner)
{
    /// <summary>Runs what reads data, so that what is wrong with the data is told from what is wrong with the program.</summary>
    public static T Guard<T>(Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException
            or FormatException or InvalidOperationException)
        {
            throw new DataException(Messages.Of(e), e);
        }
    }
}
