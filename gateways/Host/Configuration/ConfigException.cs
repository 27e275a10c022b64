namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>The configuration cannot be used; carries every fault that was found.</summary>
public sealed class ConfigException(IReadOnlyList<ConfigError> errors)
    : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<ConfigError> Errors { get; } = errors;
}
