using System.Collections.Frozen;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Host.Alerts;
using OpenSQT.Lmax.Host.Language;
using OpenSQT.Lmax.Host.Logging;

namespace OpenSQT.Lmax.Host.Configuration;

/// <summary>
/// Every key that a configuration file may have, as one table. The first half is that of OpenSQT v3, whose files load
/// unchanged; the second half is new. A key is added by adding a row (and a line in <see cref="HostConfig"/> when the
/// host itself reads it).
/// </summary>
public static class ConfigSchema
{
    public const string DefaultExchange = "binance";

    public static readonly IReadOnlyList<string> Exchanges = ["binance", "bitget", "bybit", "gate", "edgex", "bit"];

    private const string NotMeasuredHere = "noEffect.notMeasured";
    private const string OwnKeepAlive = "noEffect.ownKeepAlive";

    private static readonly ConfigKey[] Trading =
    [
        Text("trading.symbol", "ETHUSDT", "the contract to trade") with { Rule = TextRule.Symbol },
        Number("trading.price_interval", "1", ConfigUnit.Quote, SettingId.PriceIntervalE8, "distance of two slots")
            with { Minimum = "0.00000001", Maximum = "10000000" },
        Number("trading.order_quantity", "30", ConfigUnit.Quote, SettingId.OrderQuantityE8, "value of one order")
            with { Minimum = "0.00000001", Maximum = "10000000" },
        Number("trading.min_order_value", "20", ConfigUnit.Quote, SettingId.MinOrderValueE8, "least value of an entry")
            with { Maximum = "10000000" },
        Count("trading.buy_window_size", "10", "1", "1000", SettingId.BuyWindowSize, "slots with a buy"),
        Count("trading.sell_window_size", null, "1", "1000", SettingId.SellWindowSize,
            "holdings with a sell; default: buy_window_size"),
        Number("trading.reconcile_interval", "300", ConfigUnit.Seconds, SettingId.ReconcileIntervalNs,
            "time between two comparisons with the venue") with { Minimum = "1", Maximum = "86400" },
        Count("trading.order_cleanup_threshold", "100", "2", "10000", SettingId.OrderCleanupThreshold,
            "live orders from which on some are cleaned up"),
        Count("trading.cleanup_batch_size", "10", "1", "1000", SettingId.CleanupBatchSize, "orders of one clean-up"),
        Number("trading.margin_lock_duration_seconds", "10", ConfigUnit.Seconds, SettingId.MarginLockDurationNs,
            "how long buys are capped after a margin reject")
            with { Minimum = "1", Maximum = "600" },
        Count("trading.position_safety_check", "100", "1", "1000000", SettingId.PositionSafetyCheck,
            "order amounts that balance × leverage must cover"),
        Number("trading.anchor_price", "0", ConfigUnit.Quote, SettingId.AnchorPriceE8,
            "price of slot 0; 0 = the first valid price of the first start") with { Maximum = "100000000" },
        Count("trading.hysteresis", null, "1", "1000", SettingId.Hysteresis,
            "slots outside the window that an order may stay; default: half the buy window, at least 1"),
        Number("trading.linger_seconds", "3", ConfigUnit.Seconds, SettingId.LingerNs,
            "how long an order outside the set may stay") with { Maximum = "3600" },
        Number("trading.max_leverage", "10", ConfigUnit.Count, SettingId.MaxLeverage, "refused above")
            with { Minimum = "1", Maximum = "125" },
        Number("trading.price_collar_percent", "5", ConfigUnit.Percent, SettingId.PriceCollarE8,
            "largest distance of an order, and of a jump, from the last reference")
            with { Minimum = "0.1", Maximum = "50" },
        Number("trading.order_rate", "25", ConfigUnit.PerSecond, SettingId.OrderRateE3, "messages to the venue")
            with { Minimum = "0.1", Maximum = "1000" },
        Count("trading.order_burst", "30", "1", "1000", SettingId.OrderBurst, "messages at once"),
        Flag("trading.adopt_below_cost", "false", SettingId.AdoptBelowCost,
            "adopt a found position from the lowest slot regardless of its cost"),
        Flag("trading.stop_when_flat", "false", SettingId.StopWhenFlat, "end the run when all is sold"),
        Flag("trading.post_only_entries_downgrade", "false", SettingId.PostOnlyEntriesDowngrade,
            "let refused entries become plain limits where the round trip still earns"),
        Count("trading.reconcile_halt_percent", "10", "0", "100", SettingId.ReconcileHaltPercent,
            "difference of positions, in percent, above which trading halts"),
        Number("trading.request_timeout_seconds", "2", ConfigUnit.Seconds, SettingId.RequestTimeoutNs,
            "silence after which a request is in doubt") with { Minimum = "0.1", Maximum = "60" },
        Text("trading.bot_code", "a0", "tells this bot's order ids from another's") with { Rule = TextRule.BotCode },
        Text("trading.broker_prefix", null, "put before every order id; change it only after a stop that ended clean")
            with { Rule = TextRule.BrokerPrefix },
    ];

    private static readonly ConfigKey[] Surroundings =
    [
        Text("app.current_exchange", DefaultExchange, "which of the exchanges is used") with { Choices = Exchanges },
        NoEffect("timing.websocket_reconnect_delay", ConfigUnit.Seconds, "5", "600", OwnKeepAlive),
        NoEffect("timing.websocket_write_wait", ConfigUnit.Seconds, "10", "600", OwnKeepAlive),
        NoEffect("timing.websocket_pong_wait", ConfigUnit.Seconds, "60", "3600", OwnKeepAlive),
        NoEffect("timing.websocket_ping_interval", ConfigUnit.Seconds, "20", "3600", OwnKeepAlive),
        NoEffect("timing.listen_key_keepalive_interval", ConfigUnit.Minutes, "30", "59", OwnKeepAlive),
        NoEffect("timing.price_send_interval", ConfigUnit.Milliseconds, "50", "60000", NotMeasuredHere),
        NoEffect("timing.rate_limit_retry_delay", ConfigUnit.Seconds, "1", "600",
            "noEffect.rateLimit"),
        Number("timing.order_retry_delay", "500", ConfigUnit.Milliseconds, SettingId.OrderRetryDelayNs,
            "first delay after a proven reject; doubles") with { Minimum = "1", Maximum = "60000" },
        NoEffect("timing.price_poll_interval", ConfigUnit.Milliseconds, "500", "60000", NotMeasuredHere),
        NoEffect("timing.status_print_interval", ConfigUnit.Minutes, "1", "1440", "noEffect.status"),
        Number("timing.order_cleanup_interval", "60", ConfigUnit.Seconds, SettingId.OrderCleanupIntervalNs,
            "time between two looks of the order cleaner")
            with { Minimum = "1", Maximum = "3600" },
        Text("system.log_level", "INFO", "least weight of a log line")
            with { Choices = LogLevels.Names },
        Text("system.language", "auto", "language of every text; auto = that of the locale (LC_ALL, LANG)")
            with { Choices = ["auto", .. Words.Languages] },
        Flag("live", "false", SettingId.None,
            "trade real money: without it, keys are accepted for a venue on this machine only"),
        Flag("system.cancel_on_exit", "true", SettingId.CancelOnExit, "cancel every own order at the end, verified"),
        Flag("risk_control.enabled", "true", SettingId.None, "volume breaker: no entries while many markets fall"),
        new ConfigKey
        {
            Path = "risk_control.monitor_symbols",
            Kind = ConfigKind.TextList,
            Default = "BTCUSDT,ETHUSDT,SOLUSDT,XRPUSDT,DOGEUSDT",
            Effect = "whose candles the volume breaker watches; at most 32",
            Rule = TextRule.Symbol,
        },
        Text("risk_control.interval", "1m", "length of a candle") with { Choices = ["1m", "3m", "5m"] },
        Number("risk_control.volume_multiplier", "3", ConfigUnit.Times, SettingId.BreakerMultiplierE3,
            "volume above this multiple of the mean is abnormal") with { Minimum = "0.001", Maximum = "1000" },
        Count("risk_control.average_window", "20", "2", "1000", SettingId.BreakerAverageWindow,
            "closed candles in the mean"),
        Count("risk_control.recovery_threshold", "3", "1", "1000", SettingId.BreakerRecoveryThreshold,
            "recovered symbols that end it; at most all of them"),
        Count("risk_control.trigger_threshold", "0", "0", "1000", SettingId.BreakerTriggerThreshold,
            "abnormal symbols that trip it; 0 = all of them"),
        Number("guards.stale_market_data_seconds", "15", ConfigUnit.Seconds, SettingId.StaleMarketDataNs,
            "no market frame for this long: no entries") with { Minimum = "0.5", Maximum = "600" },
        Number("guards.user_stream_grace_seconds", "3", ConfigUnit.Seconds, SettingId.UserStreamGraceNs,
            "user stream down for this long: no entries") with { Minimum = "0", Maximum = "600" },
        Limit("guards.max_position", SettingId.MaxPositionE8,
            "most that position and open buys may be worth; 0 = what the account can carry at the start"),
        Limit("guards.max_session_loss", SettingId.MaxSessionLossE8,
            "loss of a run, realised and unrealised, from which on nothing is bought; 0 = off"),
        Limit("guards.max_drawdown", SettingId.MaxDrawdownE8,
            "fall from a run's best result from which on nothing is bought; 0 = off"),
        Number("guards.liquidation_distance_percent", "5", ConfigUnit.Percent, SettingId.LiquidationDistanceE8,
            "distance from the liquidation price under which nothing is bought; 0 = off") with { Maximum = "90" },
        Number("guards.dead_mans_switch_seconds", "30", ConfigUnit.Seconds, SettingId.None,
            "silence after which the venue cancels our orders by itself, where it can; 0 = never")
            with { Maximum = "600" },
    ];

    private static readonly ConfigKey[] Machinery =
    [
        Text("engine.threads", "auto", "fused: journal and engine on one thread; staged: one each, and execution "
            + "does not sleep; auto = staged from four cores on")
            with { Choices = ["auto", "fused", "staged"] },
        Text("engine.wait_strategy", "yield", "how the engine thread waits; busy takes a whole core, block is economy")
            with { Choices = ["yield", "busy", "block"] },
        Text("engine.core", "auto", "processor core of the engine thread; auto = the last one allowed")
            with { Rule = TextRule.Core },
        Text("engine.ring_size", "16384", "slots of the inbound ring")
            with { Choices = ["1024", "2048", "4096", "8192", "16384", "32768", "65536", "131072"] },
        Number("engine.warm_up_seconds", "2", ConfigUnit.Seconds, SettingId.None,
            "longest rehearsal in memory before a run, which gets the hot path compiled; 0 = none") with
        { Maximum = "10" },
        Text("journal.dir", null, "data directory; --data-dir wins"),
        .. Enum.GetValues<LogArea>().Where(area => area != LogArea.Status).Select(LogLevelKey),
        Count("log.file_mib", "32", "1", "1024", SettingId.None, "size at which a new log file begins; one a day too"),
        Count("log.files", "14", "1", "1000", SettingId.None, "log files that are kept"),
        Text("journal.durability", "power", "what must be on the disk before an order leaves: process = nothing; "
            + "power = epoch and trading state; strict = all that caused it") with
            { Choices = ["process", "power", "strict"] },
        Number("journal.segment_mib", "16", ConfigUnit.Count, SettingId.None,
            "size of one file of events; one of commands has an eighth")
            with { Minimum = "1", Maximum = "1024" },
        Count("journal.retention_days", "7", "1", "36500", SettingId.None,
            "older records are deleted, except what a start needs"),
        Count("journal.retention_mib", "10240", "64", "1000000000", SettingId.None,
            "size of the data directory above which records go earlier"),
        Text("venue.url", null, "sets every address at once, as --venue-url does") with { Rule = TextRule.HttpAddress },
        Text("venue.network", "main", "main: real money; test: the exchange's test network, with keys of that")
            with { Choices = ["main", "test"] },
        Text("venue.order_entry", "auto", "websocket: with REST whenever that is not in good health; rest: only; "
            + "auto = rest on bitget, which gives the WebSocket on application, else websocket")
            with { Choices = ["auto", "websocket", "rest"] },
        Text("venue.rest_url", null, "REST address of the venue") with { Rule = TextRule.HttpAddress },
        Text("venue.public_stream_url", null, "order-book streams") with { Rule = TextRule.SocketAddress },
        Text("venue.market_stream_url", null, "trade and price streams") with { Rule = TextRule.SocketAddress },
        Text("venue.private_stream_url", null, "user stream") with { Rule = TextRule.SocketAddress },
        Text("venue.order_entry_url", null, "order entry by WebSocket") with { Rule = TextRule.SocketAddress },
        Number("simulated.speed", "1", ConfigUnit.Times, SettingId.None, "speed of the recorded market")
            with { Minimum = "0.1", Maximum = "1000" },
        Number("simulated.seed", "1", ConfigUnit.Count, SettingId.None, "seed of the walk after the recording"),
        Money("simulated.balance", "10000", "wallet at the first start"),
        Count("simulated.leverage", "10", "1", "125", SettingId.None, "leverage of the account"),
        Money("simulated.tick_size", "0.01", "price step") with { Minimum = "0.00000001", Maximum = "1000" },
        Money("simulated.lot_size", "0.001", "quantity step")
            with { Unit = ConfigUnit.Base, Minimum = "0.00000001", Maximum = "1000" },
        Money("simulated.min_notional", "20", "least value of an entry"),
        Rate("simulated.maker_fee", "0.0001", "fee rate of resting orders"),
        Rate("simulated.taker_fee", "0.0004", "fee rate of orders that take"),
        Rate("simulated.funding_rate", "0.0001", "part of its value that a position pays as funding"),
        Number("simulated.funding_interval", "28800", ConfigUnit.Seconds, SettingId.None,
            "time between two payments of funding") with { Minimum = "1", Maximum = "86400" },
    ];

    private static readonly ConfigKey[] Alerting =
    [
        Text("alerts.telegram_token", null, "token of a Telegram bot; with it alerts go to Telegram")
            with { Secret = true },
        Text("alerts.telegram_chat", null, "chat that the bot writes to"),
        Text("alerts.telegram_url", "https://api.telegram.org", "address of Telegram")
            with { Rule = TextRule.HttpAddress },
        Text("alerts.webhook_url", null, "address that alerts are posted to")
            with { Rule = TextRule.HttpAddress, Secret = true },
        Text("alerts.webhook_template", "json", "how the message is written")
            with { Choices = [.. AlertDestination.Templates.Keys] },
        Text("alerts.webhook_secret", null, "signs the message; feishu and dingtalk know that") with { Secret = true },
        new ConfigKey
        {
            Path = "alerts.events",
            Kind = ConfigKind.TextList,
            Default = "start,stop,state,fills,rejects,reconcile,disconnect,journal,daily",
            Effect = "what is worth a message",
            Rule = TextRule.AlertKind,
        },
        Count("alerts.fill_summary_minutes", "60", "1", "1440", SettingId.None, "minutes between summaries of fills"),
        Count("alerts.daily_hour_utc", "0", "0", "23", SettingId.None, "hour of the daily report, UTC"),
        Count("alerts.reject_storm", "10", "1", "10000", SettingId.None, "rejects in a minute that make a message"),
    ];

    private static readonly ConfigKey[] Dashboard =
    [
        Text("dashboard.port", "auto", "TCP port of the web page; auto = 8780, or any free one where that is taken")
            with { Rule = TextRule.DashboardPort },
        Text("dashboard.listen", "127.0.0.1", "address of the web page; one that others reach needs TLS")
            with { Rule = TextRule.IpAddress },
        Text("dashboard.token", null, "token of the web page; default: a new one for every run, shown at its start")
            with { Secret = true, Rule = TextRule.Token },
        Text("dashboard.tls_certificate", null, "PEM file with the certificate chain; makes the page https"),
        Text("dashboard.tls_key", null, "PEM file with the certificate's key"),
        Flag("dashboard.allow_plain_text", "false", SettingId.None,
            "plain http although other machines reach dashboard.listen: something else encrypts"),
        new ConfigKey
        {
            Path = "dashboard.hosts",
            Kind = ConfigKind.TextList,
            Effect = "host names under which the page may be opened, besides localhost and plain addresses",
            Rule = TextRule.HostName,
        },
    ];

    /// <summary>Every row by its path, in the order of the table.</summary>
    public static readonly IReadOnlyList<ConfigKey> Keys =
        [.. Trading, .. Surroundings, .. Exchanges.SelectMany(ExchangeKeys), .. Machinery, .. Alerting, .. Dashboard];

    public static readonly FrozenDictionary<string, ConfigKey> ByPath = Keys.ToFrozenDictionary(key => key.Path);

    /// <summary>What <c>opensqt reload</c> may change in a running engine.</summary>
    public static readonly FrozenSet<SettingId> ReloadableSettings = new[]
    {
        SettingId.OrderQuantityE8, SettingId.MinOrderValueE8, SettingId.BuyWindowSize, SettingId.SellWindowSize,
        SettingId.Hysteresis, SettingId.LingerNs, SettingId.ReconcileIntervalNs, SettingId.ReconcileHaltPercent,
        SettingId.OrderCleanupThreshold, SettingId.CleanupBatchSize, SettingId.OrderCleanupIntervalNs,
        SettingId.MarginLockDurationNs, SettingId.PriceCollarE8, SettingId.OrderRetryDelayNs, SettingId.CancelOnExit,
        SettingId.StopWhenFlat, SettingId.PostOnlyEntriesDowngrade, SettingId.StaleMarketDataNs,
        SettingId.UserStreamGraceNs, SettingId.RequestTimeoutNs, SettingId.MaxPositionE8, SettingId.MaxSessionLossE8,
        SettingId.MaxDrawdownE8, SettingId.LiquidationDistanceE8, SettingId.BreakerMultiplierE3,
        SettingId.BreakerTriggerThreshold, SettingId.BreakerRecoveryThreshold,
    }.ToFrozenSet();

    public static bool IsReloadable(ConfigKey key) => ReloadableSettings.Contains(key.Setting);

    /// <summary>Names that hold further keys: <c>trading</c>, <c>exchanges.gate</c>.</summary>
    public static readonly FrozenSet<string> Sections = Keys.SelectMany(SectionsOf).ToFrozenSet();

    private static ConfigKey[] ExchangeKeys(string exchange) =>
    [
        Text($"exchanges.{exchange}.api_key", null, "key of the account") with { Secret = true },
        Text($"exchanges.{exchange}.secret_key", null, "secret of that key") with { Secret = true },
        Text($"exchanges.{exchange}.passphrase", null, "pass phrase of that key")
            with { Secret = true, NoEffect = exchange == "bitget" ? null : "noEffect.passphrase" },
        Rate($"exchanges.{exchange}.fee_rate", null, "maker fee where the venue cannot tell"),
        Rate($"exchanges.{exchange}.taker_fee_rate", null, "taker fee where the venue cannot tell"),
    ];

    /// <summary>Path of the level for one area of the log.</summary>
    public static string LogLevelOf(LogArea area) => $"log.level.{area.ToString().ToLowerInvariant()}";

    private static ConfigKey LogLevelKey(LogArea area) =>
        Text(LogLevelOf(area), null, "least weight of its lines on the console and in the files; default: "
            + "system.log_level, and DEBUG for the orders in the files") with
        { Choices = LogLevels.Names };

    private static IEnumerable<string> SectionsOf(ConfigKey key)
    {
        for (int dot = key.Path.IndexOf('.'); dot >= 0; dot = key.Path.IndexOf('.', dot + 1))
            yield return key.Path[..dot];
    }

    private static ConfigKey Number(string path, string? value, ConfigUnit unit, SettingId setting, string effect) =>
        new()
        {
            Path = path,
            Kind = ConfigKind.Number,
            Default = value,
            Unit = unit,
            Setting = setting,
            Effect = effect,
        };

    private static ConfigKey Count(
        string path, string? value, string min, string max, SettingId setting, string effect) =>
        Number(path, value, ConfigUnit.Count, setting, effect) with { Minimum = min, Maximum = max };

    private static ConfigKey Money(string path, string value, string effect) =>
        Number(path, value, ConfigUnit.Quote, SettingId.None, effect) with { Maximum = "1000000000" };

    private static ConfigKey Limit(string path, SettingId setting, string effect) =>
        Number(path, "0", ConfigUnit.Quote, setting, effect) with { Maximum = "1000000000" };

    private static ConfigKey Rate(string path, string? value, string effect) =>
        Number(path, value, ConfigUnit.Fraction, SettingId.None, effect) with { Minimum = "-0.01", Maximum = "0.01" };

    private static ConfigKey NoEffect(string path, ConfigUnit unit, string value, string max, string why) =>
        Number(path, value, unit, SettingId.None, "of OpenSQT v3") with { Maximum = max, NoEffect = why };

    private static ConfigKey Flag(string path, string value, SettingId setting, string effect) =>
        new() { Path = path, Kind = ConfigKind.Flag, Default = value, Setting = setting, Effect = effect };

    private static ConfigKey Text(string path, string? value, string effect) =>
        new() { Path = path, Kind = ConfigKind.Text, Default = value, Effect = effect };
}
