using System.Text.RegularExpressions;
using OpenSQT.Lmax.Host.Language;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>
/// Reads a configuration file against <see cref="ConfigSchema"/> and collects every fault instead of stopping at the
/// first one. A file that is not YAML at all has one fault: the place where it stops being YAML.
/// </summary>
public sealed partial class ConfigReader(Func<string, string?> environment)
{
    private const int LargestFileBytes = 1 << 20;

    private readonly List<ConfigError> _errors = [];
    private readonly Dictionary<string, ConfigValue> _values = [];
    private readonly HashSet<string> _invalid = [];
    private string _source = "";

    /// <summary>Reads a file and lays the command line's values over it; the faults are in the result.</summary>
    /// <param name="file">Null = defaults and command line only.</param>
    /// <param name="overrides">Key path → (option name, text).</param>
    public ConfigValues Read(string? file, IReadOnlyDictionary<string, (string Option, string Text)> overrides)
    {
        if (file is not null) ReadFile(file);
        foreach ((string path, (string option, string text)) in overrides) Override(path, option, text);
        return new ConfigValues(_values, _errors, _invalid);
    }

    private void ReadFile(string file)
    {
        _source = file;
        try
        {
            if (new FileInfo(file).Length > LargestFileBytes) throw new IOException(Words.Of("config.tooLarge"));
            using var text = new StringReader(File.ReadAllText(file));
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents.Count > 0) ReadSection("", yaml.Documents[0].RootNode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why = e is FileNotFoundException or DirectoryNotFoundException
                ? Words.Of("config.noFile")
                : e.Message;
            _errors.Add(new ConfigError(file, 0, 0, why));
        }
        catch (YamlException e)
        {
            _errors.Add(new ConfigError(
                file, (int)e.Start.Line, (int)e.Start.Column, Words.Of("config.notYaml", e.Message)));
        }
    }

    private void ReadSection(string section, YamlNode node)
    {
        if (node is YamlScalarNode { Value: null or "" or "~" or "null" }) return;
        if (node is not YamlMappingNode mapping)
        {
            string name = section.Length == 0 ? Words.Of("config.theFile") : section;
            Fault(node, Words.Of("config.expectedSection", name, Shape(node)));
            return;
        }

        foreach ((YamlNode name, YamlNode value) in mapping.Children) ReadEntry(section, name, value);
    }

    private void ReadEntry(string section, YamlNode name, YamlNode value)
    {
        string path = section.Length == 0 ? name.ToString() : $"{section}.{name}";
        if (ConfigSchema.Sections.Contains(path))
            ReadSection(path, value);
        else if (ConfigSchema.ByPath.TryGetValue(path, out ConfigKey? key))
            ReadValue(key, value);
        else
            Fault(name, Words.Of("config.unknownKey", path, Nearest(path)));
    }

    private static string? Nearest(string path) =>
        NearestKey.Of(path, ConfigSchema.Keys.Select(key => key.Path).Concat(ConfigSchema.Sections));

    private void ReadValue(ConfigKey key, YamlNode node)
    {
        int faults = _errors.Count;
        if (key.Kind == ConfigKind.TextList) ReadList(key, node);
        else ReadScalar(key, node);
        if (_errors.Count > faults) _invalid.Add(key.Path);
    }

    private void ReadScalar(ConfigKey key, YamlNode node)
    {
        if (node is not YamlScalarNode scalar)
        {
            Fault(node, Words.Of("config.expectedValue", key.Path, Shape(node)));
            return;
        }

        if (IsUnset(scalar) || !TryExpand(key, scalar, out string text)) return;
        if (key.Kind == ConfigKind.Text && text.Length == 0) return;
        if (ConfigParser.TryParse(key, text, out ConfigValue? value, out string? fault))
            Keep(key, scalar, value with { IsLiteral = text == scalar.Value });
        else
            Fault(node, fault);
    }

    private void ReadList(ConfigKey key, YamlNode node)
    {
        if (node is not YamlSequenceNode list)
        {
            Fault(node, Words.Of("config.expectedList", key.Path, Shape(node)));
            return;
        }

        var items = new List<string>();
        foreach (YamlNode item in list)
        {
            if (item is not YamlScalarNode scalar)
                Fault(item, Words.Of("config.expectedText", key.Path, Shape(item)));
            else if (!TryExpand(key, scalar, out string text))
                continue;
            else if (ConfigParser.TryParse(key, text, out _, out string? fault))
                items.Add(text);
            else
                Fault(item, fault);
        }

        Keep(key, node, new ConfigValue(items.Count, string.Join(',', items), "", 0, 0, IsLiteral: true));
    }

    private void Override(string path, string option, string text)
    {
        if (ConfigParser.TryParse(ConfigSchema.ByPath[path], text, out ConfigValue? value, out string? fault))
            _values[path] = value with { Source = option };
        else
            _errors.Add(new ConfigError(option, 0, 0, fault));
    }

    /// <summary>
    /// Replaces each <c>${NAME}</c> by the variable of that name, and <c>${file:PATH}</c> by what is in that file.
    /// </summary>
    private bool TryExpand(ConfigKey key, YamlScalarNode scalar, out string text)
    {
        bool whole = true;
        text = Reference().Replace(scalar.Value ?? "", match =>
        {
            string name = match.Groups["name"].Value;
            bool isRead = name.Length > 0
                ? TryReadVariable(name, out string value)
                : SecretFile.TryRead(match.Groups["file"].Value, Path.GetDirectoryName(_source), out value);
            if (isRead) return value;
            Fault(scalar, name.Length > 0
                ? Words.Of("config.noVariable", key.Path, name)
                : Words.Of("config.fault", key.Path, value));
            whole = false;
            return "";
        });
        return whole;
    }

    private bool TryReadVariable(string name, out string value)
    {
        value = environment(name) ?? "";
        return environment(name) is not null;
    }

    private void Keep(ConfigKey key, YamlNode node, ConfigValue value) => _values[key.Path] =
        value with { Source = _source, Line = (int)node.Start.Line, Column = (int)node.Start.Column };

    private void Fault(YamlNode node, string message) =>
        _errors.Add(new ConfigError(_source, (int)node.Start.Line, (int)node.Start.Column, message));

    private static bool IsUnset(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";

    private static string Shape(YamlNode node) => node switch
    {
        YamlMappingNode => Words.Of("config.section"),
        YamlSequenceNode => Words.Of("config.list"),
        _ => Words.Of("config.value", node),
    };

    [GeneratedRegex(@"\$\{(?:(?<name>[A-Za-z_][A-Za-z0-9_]*)|file:(?<file>[^}]+))\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
