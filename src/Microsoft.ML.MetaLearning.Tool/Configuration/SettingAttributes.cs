using System;

namespace MetaLearn.Configuration;

/// <summary>
/// A path: relative to the folder of the configuration's file, or to the current folder if it comes from the command line.
/// </summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PathSettingAttribute : Attribute;

/// <summary>A name in JSON that is no name in C#.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class SettingNameAttribute(string name) : Attribute
{
    public string Name => name;
}
