using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Gateways.Execution;
using OpenSQT.Lmax.Gateways.Ports;
using OpenSQT.Lmax.Host.Configuration;
using OpenSQT.Lmax.Host.Running;

namespace OpenSQT.Lmax.EndToEnd.Tests.Configuration;

public sealed class ConfigurationTests : IDisposable
{
    private static readonly string V3File = Path.Combine(AppContext.BaseDirectory, "Fixtures", "opensqt-v3.yaml");

    private readonly string _directory = Directory.CreateTempSubdirectory("opensqt-config-").FullName;
    private readonly Dictionary<string, string> _environment = [];

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void ShouldTradeWithTheDocumentedDefaultsWhenNothingIsGiven()
    {
        HostConfig config = Build(null);

        Assert.Equal("ETHUSDT", config.Symbol);
        Assert.True(config.IsSimulated);
        Assert.Null(config.DataDirectory);
        Assert.Equal(
            new SimulatedMarket(1000, 1, 10_000_00000000, 10, 1_000_000, 100_000, 20_00000000, 10_000, 40_000,
                10_000, 28_800_000_000_000),
            config.Simulated);
        Assert.Equal(1_00000000, Setting(config, SettingId.PriceIntervalE8));
        Assert.Equal(30_00000000, Setting(config, SettingId.OrderQuantityE8));
        Assert.Equal(10, Setting(config, SettingId.BuyWindowSize));
        Assert.Equal(10, Setting(config, SettingId.SellWindowSize));
        Assert.Equal(10_000, Setting(config, SettingId.MakerFeeE8));
        Assert.Equal(40_000, Setting(config, SettingId.TakerFeeE8));
        Assert.Equal(5_000_000, Setting(config, SettingId.PriceCollarE8));
        Assert.Equal(1, Setting(config, SettingId.CancelOnExit));
    }

    [Fact]
    public void ShouldGiveTheEngineEveryNumberItKnows()
    {
        IEnumerable<SettingId> given = Build(null).Settings.Select(setting => setting.Id);

        Assert.Equal(Enum.GetValues<SettingId>().Where(id => id != SettingId.None), given);
    }

    [Fact]
    public void ShouldLoadAnOpenSqtV3FileUnchanged()
    {
        HostConfig config = Build(V3File);

        Assert.Equal("bitget", config.Exchange);
        Assert.Equal(2_00000000, Setting(config, SettingId.PriceIntervalE8));
        Assert.Equal(60_000_000_000, Setting(config, SettingId.ReconcileIntervalNs));
        Assert.Equal(50, Setting(config, SettingId.OrderCleanupThreshold));
        Assert.Equal(20, Setting(config, SettingId.CleanupBatchSize));
        Assert.Equal(20_000_000_000, Setting(config, SettingId.MarginLockDurationNs));
        Assert.Equal(500_000_000, Setting(config, SettingId.OrderRetryDelayNs));
        Assert.Equal(10_000_000_000, Setting(config, SettingId.OrderCleanupIntervalNs));
    }

    [Theory]
    [InlineData("timing.websocket_write_wait")]
    [InlineData("timing.price_send_interval")]
    [InlineData("timing.price_poll_interval")]
    public void ShouldSayWhichKeysOfAV3FileHaveNoEffect(string path) =>
        Assert.Contains(Build(V3File).Notes, note => note.Contains($"{path} has no effect", StringComparison.Ordinal));

    [Theory]
    [InlineData(SettingId.OrderCleanupIntervalNs, 10_000_000_000)]
    [InlineData(SettingId.OrderCleanupThreshold, 50)]
    [InlineData(SettingId.MarginLockDurationNs, 20_000_000_000)]
    public void ShouldTakeTheLimitsOfAV3File(SettingId setting, long expected) =>
        Assert.Equal(expected, Setting(Build(V3File), setting));

    [Fact]
    public void ShouldWatchTheSymbolsOfAV3FileForTheVolumeBreaker()
    {
        HostConfig config = Build(V3File);

        Assert.Equal(["BTCUSDT", "ETHUSDT", "SOLUSDT", "XRPUSDT", "DOGEUSDT"], config.Candles!.Symbols);
        Assert.Equal((60_000_000_000, 20), (config.Candles.IntervalNs, config.Candles.History));
        Assert.Equal(5, Setting(config, SettingId.BreakerSymbols));
        Assert.Equal(60_000_000_000, Setting(config, SettingId.BreakerIntervalNs));
        Assert.Equal(3_000, Setting(config, SettingId.BreakerMultiplierE3));
        Assert.Equal(20, Setting(config, SettingId.BreakerAverageWindow));
        Assert.Equal(0, Setting(config, SettingId.BreakerTriggerThreshold));
        Assert.Equal(3, Setting(config, SettingId.BreakerRecoveryThreshold));
    }

    [Fact]
    public void ShouldBuildTheVolumeBreakerFromTheFileAndSwitchItOff()
    {
        HostConfig own = Build(Write("""
            risk_control:
              monitor_symbols: [BTCUSDT, BTCUSDT, SOLUSDT]
              interval: 5m
              volume_multiplier: 2.5
              trigger_threshold: 1
            """));
        Assert.Equal(["BTCUSDT", "SOLUSDT"], own.Candles!.Symbols);
        Assert.Equal(300_000_000_000, Setting(own, SettingId.BreakerIntervalNs));
        Assert.Equal(2_500, Setting(own, SettingId.BreakerMultiplierE3));
        Assert.Equal((2, 1), (Setting(own, SettingId.BreakerSymbols), Setting(own, SettingId.BreakerTriggerThreshold)));

        HostConfig off = Build(Write("risk_control: { enabled: false }"));
        Assert.Null(off.Candles);
        Assert.Equal(0, Setting(off, SettingId.BreakerSymbols));

        ConfigError error = Assert.Single(Errors(Write("risk_control: { monitor_symbols: [] }")));
        Assert.Contains("enabled: false", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldTakeThePlaceholderKeysOfAV3FileForNoKeys() => Assert.Null(Build(V3File).Credentials);

    [Fact]
    public void ShouldReportEveryErrorOfAFileAtOnceWithItsPlace()
    {
        string file = Write("""
            trading:
              symbol: ethusdt
              price_intervall: 2
              order_quantity: lots
              buy_window_size: 2.5
              sell_window_size: [1, 2]
            system:
              cancel_on_exit: maybe
            engine:
              wait_strategy: yeild
            tradng: {}
            """);

        string[] errors = [.. Errors(file).Select(error => $"{error.Line}:{error.Column} {error.Message}")];

        Assert.Equal(8, errors.Length);
        Assert.StartsWith("2:11 trading.symbol: expected a symbol", errors[0], StringComparison.Ordinal);
        Assert.Equal(
            "3:3 trading.price_intervall: unknown key; the nearest valid key is trading.price_interval", errors[1]);
        Assert.Equal(
            "4:19 trading.order_quantity: expected a plain decimal (quote units) from 0.00000001 to 10000000, "
            + "found 'lots'",
            errors[2]);
        Assert.Equal(
            "5:20 trading.buy_window_size: expected a whole number from 1 to 1000, found '2.5'", errors[3]);
        Assert.Equal("6:21 trading.sell_window_size: expected one value, found a list", errors[4]);
        Assert.Equal("8:19 system.cancel_on_exit: expected true or false, found 'maybe'", errors[5]);
        Assert.EndsWith("the nearest is yield", errors[6], StringComparison.Ordinal);
        Assert.Equal("11:1 tradng: unknown key; the nearest valid key is trading", errors[7]);
    }

    [Theory]
    [InlineData("trading: { price_interval: 1e3 }")]
    [InlineData("trading: { price_interval: 0 }")]
    [InlineData("trading: { price_interval: -1 }")]
    [InlineData("trading: { price_interval: 0.000000001 }")]
    [InlineData("trading: { price_interval: 99999999 }")]
    [InlineData("trading: { max_leverage: 126 }")]
    [InlineData("trading: { bot_code: A0 }")]
    [InlineData("app: { current_exchange: binanse }")]
    [InlineData("trading: 5")]
    [InlineData("- trading")]
    public void ShouldRefuseAnImpossibleValueWithItsPlace(string text)
    {
        ConfigError error = Assert.Single(Errors(Write(text)));

        Assert.Equal(1, error.Line);
        Assert.True(error.Column > 0);
        Assert.Contains("expected", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("trading: { price_interval: [ }", "not valid YAML")]
    [InlineData("trading: { symbol: ETHUSDT }\ntrading: { symbol: BTCUSDT }", "Duplicate key")]
    public void ShouldNameThePlaceWhereAFileStopsBeingYaml(string text, string expected)
    {
        ConfigError error = Assert.Single(Errors(Write(text)));

        Assert.True(error.Line > 0);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldNameAMissingFileAndTheRemedy() =>
        Assert.Contains("no such file", Assert.Single(Errors(Path.Combine(_directory, "absent.yaml"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ShouldReadValuesFromTheEnvironment()
    {
        _environment["MY_KEY"] = "key";
        _environment["MY_SECRET"] = "secret";
        _environment["MY_INTERVAL"] = "0.5";
        string file = Write("""
            live: true
            exchanges: { binance: { api_key: "${MY_KEY}", secret_key: "${MY_SECRET}" } }
            trading: { price_interval: "${MY_INTERVAL}" }
            """);

        HostConfig config = Build(file);

        Assert.False(config.IsSimulated);
        Assert.Equal(50_000_000, Setting(config, SettingId.PriceIntervalE8));
        Assert.Equal(20_000, Setting(config, SettingId.MakerFeeE8));
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("venue: { url: \"https://fapi.binance.com\" }", true)]
    [InlineData("venue: { url: \"http://127.0.0.1:8080\" }", false)]
    [InlineData("venue: { url: \"http://127.0.0.1:8080\", rest_url: \"https://fapi.binance.com\" }", true)]
    [InlineData("venue: { network: test, rest_url: \"https://fapi.binance.com\" }", true)]
    [InlineData("venue: { network: test }", false)]
    [InlineData("live: true", false)]
    public void ShouldNotTradeRealMoneyForTheMereSightOfKeys(string text, bool isRefused)
    {
        _environment[HostConfigBuilder.KeyVariable] = "the-key";
        _environment[HostConfigBuilder.SecretVariable] = "the-secret";
        if (!isRefused)
        {
            Assert.False(Build(Write(text)).IsSimulated);
            return;
        }

        Assert.Contains("live: true", Assert.Single(Errors(Write(text))).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("binance", "main", "fapi.binance.com", "ws-fapi.binance.com", false)]
    [InlineData("binance", "test", "demo-fapi.binance.com", "testnet.binancefuture.com", false)]
    [InlineData("gate", "main", "api.gateio.ws", "fx-ws.gateio.ws", false)]
    [InlineData("gate", "test", "api-testnet.gateapi.io", "ws-testnet.gate.com", false)]
    [InlineData("bitget", "main", "api.bitget.com", "ws.bitget.com", true)]
    [InlineData("bitget", "test", "api.bitget.com", "wspap.bitget.com", true)] // there the keys tell, by a header
    public void ShouldLeadToTheTestNetworkByOneSetting(
        string venue, string network, string rest, string orderEntry, bool isByRest)
    {
        _environment[HostConfigBuilder.KeyVariable] = "the-key";
        _environment[HostConfigBuilder.SecretVariable] = "the-secret";
        _environment[HostConfigBuilder.PassphraseVariable] = "the-phrase";
        HostConfig config = Build(Write(
            $"live: true\napp: {{ current_exchange: {venue} }}\nvenue: {{ network: {network} }}"));
        VenueEndpoints ends = config.Venue.ToEndpoints(config.VenueEntry);
        Assert.Equal((rest, orderEntry), (ends.Rest.Host, ends.OrderEntry.Host));
        Assert.Equal(isByRest, config.OrdersByRest);

        using IVenueProtocol protocol = VenueConnection.ProtocolOf(config, embedded: null);
        var request = new VenueRequest();
        protocol.EncodeInstrumentQuery("ETHUSDT", request);
        Assert.Equal(venue == "bitget" && network == "test",
            Encoding.ASCII.GetString(request.Headers.Span).Contains("paptrading: 1\r\n", StringComparison.Ordinal));
    }

    [Fact]
    public void ShouldSayThatBitgetHasNoDeadMansSwitch()
    {
        const string text = "guards: { dead_mans_switch_seconds: 30 }\napp: { current_exchange: ";
        Assert.Contains(Build(Write(text + "bitget }")).Notes, note => note.Contains("no dead-man's switch"));
        Assert.DoesNotContain(Build(Write(text + "gate }")).Notes, note => note.Contains("no dead-man's switch"));
    }

    [Fact]
    public void ShouldNameAVariableThatIsNotSet()
    {
        ConfigError error = Assert.Single(Errors(Write("trading: { symbol: \"${NOT_SET}\" }")));

        Assert.Contains("the environment variable NOT_SET is not set", error.Message, StringComparison.Ordinal);
        Assert.Equal((1, 20), (error.Line, error.Column));
    }

    [Fact]
    public void ShouldNeverShowASecret()
    {
        _environment[HostConfigBuilder.KeyVariable] = "the-key";
        _environment[HostConfigBuilder.SecretVariable] = "the-secret";

        string everything = Build(Write("live: true")).ToString();

        Assert.DoesNotContain("the-key", everything, StringComparison.Ordinal);
        Assert.DoesNotContain("the-secret", everything, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseAKeyWithoutItsSecret()
    {
        _environment[HostConfigBuilder.KeyVariable] = "the-key";

        Assert.Contains("secret_key is not", Assert.Single(Errors(null)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseKeysForAnExchangeThatIsNotSupportedYet()
    {
        string file = Write("app: { current_exchange: edgex }\nexchanges: { edgex: { api_key: k, secret_key: s } }");

        ConfigError error = Assert.Single(Errors(file));

        Assert.Contains("edgex is not supported yet", error.Message, StringComparison.Ordinal);
        Assert.Equal(1, error.Line);
    }

    [Theory]
    [InlineData("http://fapi.example.com", "plain text")]
    [InlineData("ftp://127.0.0.1", "expected an address")]
    public void ShouldRefuseAVenueAddressThatWouldLeakOrders(string url, string expected)
    {
        _environment[HostConfigBuilder.KeyVariable] = "k";
        _environment[HostConfigBuilder.SecretVariable] = "s";

        ConfigError error = Assert.Single(Errors(Write($"venue: {{ url: \"{url}\" }}")));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldRefuseAVenueAddressWithoutKeys() =>
        Assert.Contains("but no keys", Assert.Single(Errors(Write("venue: { url: \"http://127.0.0.1:1\" }"))).Message,
            StringComparison.Ordinal);

    [Fact]
    public void ShouldLetTheCommandLineWinAndNameItsOptionInErrors()
    {
        string file = Write("trading: { price_interval: 2 }");
        var good = new Dictionary<string, (string, string)> { ["trading.price_interval"] = ("--interval", "0.5") };
        var bad = new Dictionary<string, (string, string)> { ["trading.price_interval"] = ("--interval", "wide") };

        Assert.Equal(50_000_000, Setting(Build(file, good), SettingId.PriceIntervalE8));
        ConfigError error = Assert.Single(Assert.Throws<ConfigException>(() => Build(file, bad)).Errors);
        Assert.StartsWith("--interval: trading.price_interval: expected", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldHaveAValidDefaultAndUniquePathInEveryRowOfTheSchema()
    {
        Assert.Equal(ConfigSchema.Keys.Count, ConfigSchema.Keys.Select(key => key.Path).Distinct().Count());
        Assert.All(ConfigSchema.Keys.Where(key => key.Default is not null), key =>
            Assert.True(ConfigParser.TryParse(key, key.Default!, out _, out string? fault), fault));
        Assert.DoesNotContain(ConfigSchema.Keys, key => ConfigSchema.Sections.Contains(key.Path));
    }

    private static long Setting(HostConfig config, SettingId id) =>
        config.Settings.Single(setting => setting.Id == id).Value;

    private IReadOnlyList<ConfigError> Errors(string? file) =>
        Assert.Throws<ConfigException>(() => Build(file)).Errors;

    private HostConfig Build(string? file, Dictionary<string, (string, string)>? overrides = null)
    {
        ConfigValues values = new ConfigReader(Environment).Read(file, overrides ?? []);
        return new HostConfigBuilder(values, new RunSwitches(false, false), Environment).Build();
    }

    [Theory]
    [InlineData(0b110_100_000)]
    [InlineData(0b110_000_100)]
    public void ShouldRefuseRealMoneyWithKeysThatOthersMayRead(int mode)
    {
        if (!OperatingSystem.IsLinux()) return;
        string file = Write("exchanges: { binance: { api_key: k0, secret_key: s0 } }\nlive: true\n");
        File.SetUnixFileMode(file, (UnixFileMode)mode);

        ConfigException refused = Assert.Throws<ConfigException>(() => Build(file));
        Assert.Equal(2, refused.Errors.Count);
        Assert.All(refused.Errors, error => Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal));
        File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        Assert.False(Build(file).IsSimulated);
    }

    [Fact]
    public void ShouldReadASecretFromAFileOfItsOwnAndRefuseOneThatOthersMayRead()
    {
        if (!OperatingSystem.IsLinux()) return;
        string secret = Path.Combine(_directory, "secret");
        File.WriteAllText(secret, "s3cret\n");
        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        string file = Write("exchanges: { binance: { api_key: k0, secret_key: \"${file:secret}\" } }\nlive: true\n");
        Assert.NotNull(Build(file).Credentials);

        File.SetUnixFileMode(secret, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        ConfigError error = Assert.Single(Assert.Throws<ConfigException>(() => Build(file)).Errors);
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("s3cret", error.Message, StringComparison.Ordinal);
        File.Delete(secret);
        error = Assert.Single(Assert.Throws<ConfigException>(() => Build(file)).Errors);
        Assert.Contains("there is no file", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void ShouldReportUnreadableValuesAndContradictionsTogether()
    {
        string file = Write("""
            trading: { price_interval: -1, simbol: X }
            risk_control: { monitor_symbols: [] }
            exchanges: { binance: { api_key: k0 } }
            """);
        string[] errors =
            [.. Assert.Throws<ConfigException>(() => Build(file)).Errors.Select(error => error.Message)];

        Assert.Equal(4, errors.Length);
        Assert.Contains(errors, e => e.StartsWith("trading.price_interval: expected", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.EndsWith("the nearest valid key is trading.symbol", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.StartsWith("risk_control.monitor_symbols: ", StringComparison.Ordinal));
        Assert.Contains(errors, e => e.Contains("secret_key is not", StringComparison.Ordinal));
    }

    private string? Environment(string name) => _environment.GetValueOrDefault(name);

    private string Write(string text)
    {
        string file = Path.Combine(_directory, "config.yaml");
        File.WriteAllText(file, text);
        if (OperatingSystem.IsLinux()) File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return file;
    }
}
