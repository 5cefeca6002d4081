using System;
using System.IO;
using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Assemblies that model files name.</summary>
internal static class LoaderAssembly
{
    public static Assembly Load(string name, string neededBy)
    {
        try
        {
            return Assembly.Load(name);
        }
        catch (Exception ex) when (ex is IOException or BadImageFormatException or ArgumentException)
        {
            throw Contracts.ExceptDecode(ex, $"{neededBy} needs the assembly '{name}', which cannot be loaded.");
        }
    }
}
