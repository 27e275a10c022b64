using System.Text.RegularExpressions;
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
    private string _source = "";

    /// <summary>Reads a file and lays the command line's values over it.</summary>
    /// <param name="file">Null = defaults and command line only.</param>
    /// <param name="overrides">Key path → (option name, text).</param>
    /// <exception cref="ConfigException">With every fault of the file and the overrides.</exception>
    public ConfigValues Read(string? file, IReadOnlyDictionary<string, (string Option, string Text)> overrides)
    {
        if (file is not null) ReadFile(file);
        foreach ((string path, (string option, string text)) in overrides) Override(path, option, text);
        if (_errors.Count > 0) throw new ConfigException(_errors);
        return new ConfigValues(_values);
    }

    private void ReadFile(string file)
    {
        _source = file;
        try
        {
            if (new FileInfo(file).Length > LargestFileBytes) throw new IOException("it is larger than 1 MiB");
            using var text = new StringReader(File.ReadAllText(file));
            var yaml = new YamlStream();
            yaml.Load(text);
            if (yaml.Documents.Count > 0) ReadSection("", yaml.Documents[0].RootNode);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string why = e is FileNotFoundException or DirectoryNotFoundException
                ? "no such file; give the path of a configuration file, or leave --config out for the defaults"
                : e.Message;
            _errors.Add(new ConfigError(file, 0, 0, why));
        }
        catch (YamlException e)
        {
            _errors.Add(new ConfigError(file, (int)e.Start.Line, (int)e.Start.Column, $"not valid YAML: {e.Message}"));
        }
    }

    private void ReadSection(string section, YamlNode node)
    {
        if (node is YamlScalarNode { Value: null or "" or "~" or "null" }) return;
        if (node is not YamlMappingNode mapping)
        {
            string name = section.Length == 0 ? "the file" : section;
            Fault(node, $"{name}: expected a section with keys, found a {Shape(node)}");
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
            Fault(name, $"{path}: unknown key; the nearest valid key is {Nearest(path)}");
    }

    private static string? Nearest(string path) =>
        NearestKey.Of(path, ConfigSchema.Keys.Select(key => key.Path).Concat(ConfigSchema.Sections));

    private void ReadValue(ConfigKey key, YamlNode node)
    {
        if (key.Kind == ConfigKind.TextList)
        {
            ReadList(key, node);
            return;
        }

        if (node is not YamlScalarNode scalar)
        {
            Fault(node, $"{key.Path}: expected one value, found a {Shape(node)}");
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
            Fault(node, $"{key.Path}: expected a list such as [\"BTCUSDT\"], found a {Shape(node)}");
            return;
        }

        var items = new List<string>();
        foreach (YamlNode item in list)
        {
            if (item is not YamlScalarNode scalar)
                Fault(item, $"{key.Path}: expected a text, found a {Shape(item)}");
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

    /// <summary>Replaces each <c>${NAME}</c> by the variable of that name.</summary>
    private bool TryExpand(ConfigKey key, YamlScalarNode scalar, out string text)
    {
        bool whole = true;
        text = Reference().Replace(scalar.Value ?? "", match =>
        {
            string name = match.Groups[1].Value;
            string? value = environment(name);
            if (value is not null) return value;
            Fault(scalar, $"{key.Path}: the environment variable {name} is not set; set it or write the value here");
            whole = false;
            return "";
        });
        return whole;
    }

    private void Keep(ConfigKey key, YamlNode node, ConfigValue value) => _values[key.Path] =
        value with { Source = _source, Line = (int)node.Start.Line, Column = (int)node.Start.Column };

    private void Fault(YamlNode node, string message) =>
        _errors.Add(new ConfigError(_source, (int)node.Start.Line, (int)node.Start.Column, message));

    private static bool IsUnset(YamlScalarNode scalar) =>
        scalar.Style == ScalarStyle.Plain && scalar.Value is null or "" or "~" or "null";

    private static string Shape(YamlNode node) => node switch
    {
        YamlMappingNode => "section",
        YamlSequenceNode => "list",
        _ => $"value '{node}'",
    };

    [GeneratedRegex(@"\$\{([A-Za-z_][A-Za-z0-9_]*)\}", RegexOptions.CultureInvariant)]
    private static partial Regex Reference();
}
