using System.Globalization;
using OpenSQT.Lmax.Dashboard;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;
using OpenSQT.Lmax.Engine.Risk;
using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Gateways.Transport;
using OpenSQT.Lmax.Host.Alerts;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;
using Serilog.Events;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>Makes a <see cref="HostConfig"/> of valid values and checks what concerns more than one key.</summary>
public sealed class HostConfigBuilder(
    ConfigValues values, RunSwitches switches, Func<string, string?> environment)
{
    public const string KeyVariable = "OPENSQT_API_KEY";
    public const string SecretVariable = "OPENSQT_API_SECRET";
    public const string PassphraseVariable = "OPENSQT_API_PASSPHRASE";

    private const long DefaultMakerFeeE8 = 20_000;
    private const long DefaultTakerFeeE8 = 50_000;
    private const string Placeholder = "YOUR_";

    private readonly List<ConfigError> _errors = [.. values.Errors];
    private readonly List<string> _notes = [];
    private readonly List<ConfigError> _exposedKeys = [];

    /// <exception cref="ConfigException">
    /// With every value that could not be read and every contradiction that was found.
    /// </exception>
    public HostConfig Build()
    {
        string exchange = values.Text("app.current_exchange")!;
        Credentials? credentials = ReadCredentials(exchange);
        string section = $"exchanges.{exchange}";
        bool knowsKeys = !values.IsInvalid($"{section}.api_key") && !values.IsInvalid($"{section}.secret_key");
        if (knowsKeys) CheckVenue(exchange, credentials);
        CandleWatch? candles = Candles();
        AlertSettings alerts = Alerts();
        DashboardOptions? dashboard = Dashboard();
        NoteWhatHasNoEffect(exchange);
        if (_errors.Count > 0) throw new ConfigException(_errors);
        string core = values.Text("engine.core")!;
        return new HostConfig
        {
            Exchange = exchange,
            VenueEntry = VenueCatalog.Find(exchange) ?? VenueCatalog.All[0],
            Symbol = values.Text("trading.symbol")!,
            BotCode = Bot(values.Text("trading.bot_code")!),
            BrokerPrefix = values.Text("trading.broker_prefix") ?? "",
            Credentials = credentials,
            Venue = Addresses(),
            Simulated = SimulatedMarket.From(values),
            Settings = Settings(exchange, credentials is null, candles),
            Candles = candles,
            OrdersByRest = values.Text("venue.order_entry") switch
            {
                "auto" => VenueCatalog.Find(exchange) is { OrdersByRest: true },
                string way => way == "rest",
                null => false,
            },
            DeadMansSwitch = TimeSpan.FromTicks(values.Number("guards.dead_mans_switch_seconds") / 100),
            DataDirectory = values.Text("journal.dir"),
            SegmentMib = (int)values.Number("journal.segment_mib"),
            RetentionDays = (int)values.Number("journal.retention_days"),
            RetentionMib = (long)values.Number("journal.retention_mib"),
            Durability = Enum.Parse<Durability>(values.Text("journal.durability")!, ignoreCase: true),
            StagedThreads = values.Text("engine.threads") is "auto" ? null : values.Text("engine.threads") == "staged",
            Wait = Enum.Parse<WaitMode>(values.Text("engine.wait_strategy")!, ignoreCase: true),
            Core = core == "auto" ? null : int.Parse(core, CultureInfo.InvariantCulture),
            WarmUp = TimeSpan.FromTicks(values.Number("engine.warm_up_seconds") / 100),
            RingSize = int.Parse(values.Text("engine.ring_size")!, CultureInfo.InvariantCulture),
            LogLevels = LogLevelsOf(),
            LogFileMib = (int)values.Number("log.file_mib"),
            LogFiles = (int)values.Number("log.files"),
            Language = values.Text("system.language") is { } language and not "auto" ? language : null,
            Alerts = alerts,
            Dashboard = dashboard,
            Notes = _notes,
        };
    }

    private static BotCode Bot(string text) => BotCode.TryParse(text, out BotCode bot)
        ? bot
        : throw new InvalidOperationException($"the schema let the bot code '{text}' pass");

    private Credentials? ReadCredentials(string exchange)
    {
        (string? key, string keyName) = Secret(KeyVariable, $"exchanges.{exchange}.api_key");
        (string? secret, string secretName) = Secret(SecretVariable, $"exchanges.{exchange}.secret_key");
        if (key is null && secret is null) return null;
        if (values.IsInvalid(keyName) || values.IsInvalid(secretName)) return null;
        if (key is not null && secret is not null)
        {
            (string? passphrase, string name) = Secret(PassphraseVariable, $"exchanges.{exchange}.passphrase");
            bool isWanted = VenueCatalog.Find(exchange) is { HasPassphrase: true };
            if (!isWanted || passphrase is not null) return Usable(key, secret, isWanted ? passphrase : null, keyName);
            if (!values.IsInvalid(name))
                _errors.Add(Fault(name, Words.Of("config.noPassphrase", exchange, PassphraseVariable, name)));
            return null;
        }

        string missing = key is null ? keyName : secretName;
        string present = key is null ? secretName : keyName;
        _errors.Add(Fault(present, Words.Of("config.halfKeys", present, missing)));
        return null;
    }

    private Credentials? Usable(string key, string secret, string? passphrase, string name)
    {
        try
        {
            return new Credentials(key, secret, passphrase);
        }
        catch (VenueException e)
        {
            _errors.Add(Fault(name, Words.Of("config.fault", name, e.Message)));
            return null;
        }
    }

    private (string? Value, string Name) Secret(string variable, string path)
    {
        string? fromEnvironment = environment(variable);
        if (!string.IsNullOrEmpty(fromEnvironment)) return (fromEnvironment, variable);
        if (!values.Given.TryGetValue(path, out ConfigValue? given)) return (null, path);
        if (given.Text.StartsWith(Placeholder, StringComparison.Ordinal)) return (null, path);
        if (IsExposed(given))
        {
            string remedy = Words.Of("config.readable", given.Source, path, variable);
            _notes.Add(remedy);
            _exposedKeys.Add(Fault(path, remedy));
        }

        return (given.Text, path);
    }

    /// <summary>A secret that is written out may stand only in a file that nobody else may read.</summary>
    private void RequirePrivate(string path)
    {
        if (values.Given.TryGetValue(path, out ConfigValue? given) && IsExposed(given))
            _errors.Add(Fault(path, Words.Of("config.readable", given.Source, path, "NAME")));
    }

    private static bool IsExposed(ConfigValue given) => given.IsLiteral && IsReadableByOthers(given.Source);

    private void CheckVenue(string exchange, Credentials? credentials)
    {
        bool hasAddress = AddressPaths.Any(values.IsGiven);
        foreach (string path in AddressPaths) CheckAddress(path);
        if (credentials is null)
        {
            if (hasAddress && _errors.Count == values.Errors.Count)
            {
                string path = AddressPaths.First(values.IsGiven);
                _errors.Add(Fault(path, Words.Of(
                    "config.addressNoKeys", path, KeyVariable, SecretVariable, exchange)));
            }

            if (VenueCatalog.Find(exchange) is null) _notes.Add(Words.Of("config.notYetSimulate", exchange));
            return;
        }

        if (VenueCatalog.Find(exchange) is null)
        {
            string known = string.Join(", ", VenueCatalog.All.Select(venue => venue.Name));
            _errors.Add(Fault("app.current_exchange", Words.Of("config.notYet", exchange, known)));
        }

        CheckLive(exchange);
        foreach (string path in new[] { "simulated.speed", "simulated.seed" })
        {
            if (values.Given.TryGetValue(path, out ConfigValue? given) && given.Line == 0)
            {
                _errors.Add(Fault(path, Words.Of("config.forSimulated", given.Source)));
            }
        }
    }

    /// <summary>Keys alone never lead to real money: that takes a word in the configuration.</summary>
    private void CheckLive(string exchange)
    {
        // A single address may lead elsewhere: all that are given must be here.
        bool isOnThisMachine = values.Text("venue.url") is not null
            && AddressPaths.Select(path => values.Text(path)).OfType<string>().All(IsLoopback);
        if (values.Flag("live") && !isOnThisMachine) _errors.AddRange(_exposedKeys);
        bool isForTest = IsTestNetwork && !AddressPaths.Any(values.IsGiven); // else an address may lead elsewhere
        bool isKnown = !AddressPaths.Any(values.IsInvalid) && _errors.Count == values.Errors.Count;
        if (values.Flag("live") || isOnThisMachine || isForTest || !isKnown) return;
        _errors.Add(Fault("live", Words.Of("config.live", exchange, KeyVariable, SecretVariable)));
    }

    private static bool IsLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out Uri? address) && address.IsLoopback;

    private static readonly string[] AddressPaths =
    [
        "venue.url", "venue.rest_url", "venue.public_stream_url", "venue.market_stream_url", "venue.private_stream_url",
        "venue.order_entry_url",
    ];

    /// <summary>Orders and keys may travel in plain text only inside this machine.</summary>
    private void CheckAddress(string path)
    {
        if (values.Text(path) is not { } text) return;
        try
        {
            VenueAddress.Parse(text);
        }
        catch (VenueException e)
        {
            _errors.Add(Fault(path, Words.Of("config.fault", path, e.Message)));
        }
    }

    private bool IsTestNetwork => values.Text("venue.network") == "test";

    private VenueAddresses Addresses() => new(
        IsTestNetwork,
        values.Text("venue.url"),
        values.Text("venue.rest_url"),
        values.Text("venue.public_stream_url"),
        values.Text("venue.market_stream_url"),
        values.Text("venue.private_stream_url"),
        values.Text("venue.order_entry_url"));

    private List<SettingValue> Settings(string exchange, bool simulated, CandleWatch? candles)
    {
        long buyWindow = values.Number("trading.buy_window_size");
        var settings = new SortedDictionary<SettingId, long>
        {
            [SettingId.NewGrid] = switches.NewGrid ? 1 : 0,
            [SettingId.AdoptPosition] = switches.AdoptPosition ? 1 : 0,
            [SettingId.SellWindowSize] = buyWindow,
            [SettingId.BreakerSymbols] = candles?.Symbols.Count ?? 0,
            [SettingId.BreakerIntervalNs] = candles?.IntervalNs ?? 0,
            [SettingId.Hysteresis] = Math.Max(1, buyWindow / 2),
            [SettingId.MakerFeeE8] = simulated
                ? values.Number("simulated.maker_fee")
                : NumberOr($"exchanges.{exchange}.fee_rate", DefaultMakerFeeE8),
            [SettingId.TakerFeeE8] = simulated
                ? values.Number("simulated.taker_fee")
                : NumberOr($"exchanges.{exchange}.taker_fee_rate", DefaultTakerFeeE8),
        };
        foreach (ConfigKey key in ConfigSchema.Keys)
        {
            if (key.Setting != SettingId.None && (key.Default is not null || values.IsGiven(key.Path)))
                settings[key.Setting] = values.Number(key.Path);
        }

        return [.. settings.Select(setting => new SettingValue(setting.Key, setting.Value))];
    }

    private CandleWatch? Candles()
    {
        const string listPath = "risk_control.monitor_symbols";
        if (!values.Flag("risk_control.enabled")) return null;
        string[] symbols = [.. values.Text(listPath)!.Split(',', StringSplitOptions.RemoveEmptyEntries).Distinct()];
        if (symbols.Length is < 1 or > VolumeBreaker.MaxSymbols)
        {
            _errors.Add(Fault(listPath, Words.Of(
                "config.symbolCount", listPath, VolumeBreaker.MaxSymbols, symbols.Length)));
        }

        long minutes = long.Parse(values.Text("risk_control.interval")!.TrimEnd('m'), CultureInfo.InvariantCulture);
        return new CandleWatch(
            symbols, minutes * ConfigUnit.Minutes.Scale, (int)values.Number("risk_control.average_window"));
    }

    private AlertSettings Alerts()
    {
        foreach (string path in new[] { "alerts.telegram_url", "alerts.webhook_url" }) CheckAddress(path);
        foreach (string path in ConfigSchema.Keys.Where(IsOwnSecret).Select(key => key.Path)) RequirePrivate(path);
        if (values.IsGiven("alerts.telegram_token") != values.IsGiven("alerts.telegram_chat"))
            _errors.Add(Fault("alerts.telegram_token", Words.Of("config.halfTelegram")));
        return AlertSettings.From(values);

        static bool IsOwnSecret(ConfigKey key) =>
            key.Secret && !key.Path.StartsWith("exchanges.", StringComparison.Ordinal);
    }

    private LogLevels LogLevelsOf()
    {
        var areas = new Dictionary<LogArea, LogEventLevel>();
        foreach (LogArea area in Enum.GetValues<LogArea>())
        {
            if (ConfigSchema.ByPath.ContainsKey(ConfigSchema.LogLevelOf(area))
                && values.Text(ConfigSchema.LogLevelOf(area)) is { } level)
                areas[area] = LogLevels.Parse(level);
        }

        return new LogLevels(LogLevels.Parse(values.Text("system.log_level")!), areas);
    }

    private DashboardOptions? Dashboard()
    {
        DashboardSettings settings = new(values);
        foreach ((string path, string fault) in settings.Faults)
            _errors.Add(Fault(path, Words.Of("config.fault", path, fault)));
        return settings.Options;
    }

    private long NumberOr(string path, long fallback) => values.IsGiven(path) ? values.Number(path) : fallback;

    private void NoteWhatHasNoEffect(string exchange)
    {
        foreach ((string path, ConfigValue value) in values.Given)
        {
            if (ConfigSchema.ByPath[path].NoEffect is { } why)
                _notes.Add(Words.Of("config.noEffect", value.Source, value.Line, path, Words.Of(why)));
        }

        const string deadMansSwitch = "guards.dead_mans_switch_seconds";
        if (values.IsGiven(deadMansSwitch) && VenueCatalog.Find(exchange) is { HasDeadMansSwitch: false })
            _notes.Add(Words.Of("config.noDeadMansSwitch", deadMansSwitch, exchange));
    }

    private ConfigError Fault(string name, string message) =>
        values.Given.TryGetValue(name, out ConfigValue? given)
            ? new ConfigError(given.Source, given.Line, given.Column, message)
            : new ConfigError(Words.Of("config.source"), 0, 0, message);

    private static bool IsReadableByOthers(string file) =>
        OperatingSystem.IsLinux() && File.Exists(file)
        && (File.GetUnixFileMode(file) & (UnixFileMode.GroupRead | UnixFileMode.OtherRead)) != 0;
}
