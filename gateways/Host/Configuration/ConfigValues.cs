namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The valid values of a file and a command line, by key path; what was not given has its default.</summary>
/// <param name="given">What was given and is valid.</param>
/// <param name="errors">Every fault that was found while reading.</param>
/// <param name="invalid">Keys that were given a value that cannot be used.</param>
public sealed class ConfigValues(
    IReadOnlyDictionary<string, ConfigValue> given, IReadOnlyList<ConfigError> errors, IReadOnlySet<string> invalid)
{
    public IReadOnlyList<ConfigError> Errors { get; } = errors;

    /// <exception cref="ConfigException">There was a fault.</exception>
    public ConfigValues RequireValid() => Errors.Count == 0 ? this : throw new ConfigException(Errors);

    /// <summary>Given, but not to be understood: nothing may be concluded from its absence.</summary>
    public bool IsInvalid(string path) => invalid.Contains(path);

    /// <summary>What was given, in the order of the file.</summary>
    public IReadOnlyDictionary<string, ConfigValue> Given { get; } = given;

    public bool IsGiven(string path) => Given.ContainsKey(path);

    /// <summary>The number in the key's stored unit.</summary>
    public long Number(string path) => Value(path)?.Number
        ?? throw new InvalidOperationException($"{path} has neither a value nor a default");

    public bool Flag(string path) => Number(path) != 0;

    /// <summary>The text, or null when there is neither value nor default.</summary>
    public string? Text(string path) => Value(path)?.Text;

    private ConfigValue? Value(string path)
    {
        ConfigKey key = ConfigSchema.ByPath[path];
        if (Given.TryGetValue(path, out ConfigValue? value)) return value;
        if (key.Default is null) return null;
        return ConfigParser.TryParse(key, key.Default, out ConfigValue? parsed, out string? fault)
            ? parsed
            : throw new InvalidOperationException($"default of {path}: {fault}");
    }
}
