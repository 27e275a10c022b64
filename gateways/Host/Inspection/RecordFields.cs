using System.Globalization;
using System.Reflection;
using System.Text;
using OpenSQT.Lmax.Engine.Messages;
using OpenSQT.Lmax.Engine.Model;

namespace OpenSQT.Lmax.Host.Inspection;

/// <summary>The fields of a journal record by name, as text: what the inspector prints.</summary>
public static class RecordFields
{
    private static readonly Dictionary<EventKind, Func<InboundEvent, object>> Events = new()
    {
        [EventKind.RunStarted] = e => e.Read<RunStarted>(),
        [EventKind.Setting] = e => e.Read<Setting>(),
        [EventKind.Instrument] = e => e.Read<InstrumentDefinition>(),
        [EventKind.CarriedGrid] = e => e.Read<CarriedGrid>(),
        [EventKind.CarriedHolding] = e => e.Read<CarriedHolding>(),
        [EventKind.EpochStarted] = e => e.Read<StartEpoch>(),
        [EventKind.TimerFired] = e => e.Read<TimerFired>(),
        [EventKind.OperatorCommand] = e => e.Read<OperatorCommand>(),
        [EventKind.GatewayStatus] = e => e.Read<GatewayStatus>(),
        [EventKind.BestBidOffer] = e => e.Read<BestBidOffer>(),
        [EventKind.Kline] = e => e.Read<Kline>(),
        [EventKind.MarkPrice] = e => e.Read<MarkPrice>(),
        [EventKind.ExecutionReport] = e => e.Read<ExecutionReport>(),
        [EventKind.OrderCancelReject] = e => e.Read<OrderCancelReject>(),
        [EventKind.RequestInDoubt] = e => e.Read<RequestInDoubt>(),
        [EventKind.OrderNotFound] = e => e.Read<OrderNotFound>(),
        [EventKind.Throttled] = e => e.Read<Throttled>(),
        [EventKind.ListBegin] = e => e.Read<ListBegin>(),
        [EventKind.OrderStatusReport] = e => e.Read<OrderStatusReport>(),
        [EventKind.TradeReport] = e => e.Read<TradeReport>(),
        [EventKind.FundingReport] = e => e.Read<FundingReport>(),
        [EventKind.PositionReport] = e => e.Read<PositionReport>(),
        [EventKind.AccountReport] = e => e.Read<AccountReport>(),
        [EventKind.AccountSetting] = e => e.Read<AccountSetting>(),
        [EventKind.ListEnd] = e => e.Read<ListEnd>(),
    };

    private static readonly Dictionary<CommandKind, Func<OutboundCommand, object>> Commands = new()
    {
        [CommandKind.NewOrder] = c => c.Read<NewOrder>(),
        [CommandKind.CancelOrder] = c => c.Read<CancelOrder>(),
        [CommandKind.QueryOrder] = c => c.Read<QueryOrder>(),
        [CommandKind.QueryList] = c => c.Read<QueryList>(),
        [CommandKind.StartEpoch] = c => c.Read<StartEpoch>(),
        [CommandKind.Notice] = c => c.Read<Notice>(),
        [CommandKind.EngineStopped] = c => c.Read<EngineStopped>(),
        [CommandKind.StateHashMark] = c => c.Read<StateHashMark>(),
    };

    /// <summary>Nothing for a kind without a payload, or one that this program does not know.</summary>
    public static IEnumerable<(string Name, string Text)> Of(in InboundEvent e) =>
        Events.TryGetValue(e.Kind, out Func<InboundEvent, object>? read) ? Fields(read(e)) : [];

    public static IEnumerable<(string Name, string Text)> Of(in OutboundCommand c) =>
        Commands.TryGetValue(c.Kind, out Func<OutboundCommand, object>? read) ? Fields(read(c)) : [];

    private static IEnumerable<(string Name, string Text)> Fields(object payload) => payload.GetType()
        .GetFields(BindingFlags.Instance | BindingFlags.Public)
        .Select(field => (field.Name, Text(field.Name, field.GetValue(payload)!)));

    private static string Text(string name, object value) => value switch
    {
        ulong id when name == nameof(NewOrder.ClOrdId) => new ClOrdId(id).ToString(),
        ulong bits => $"0x{bits:x}",
        VenueId id => id.High == 0 ? $"{id.Low}" : $"0x{id.High:x16}{id.Low:x16}",
        FixedText8 text => Text(text),
        FixedText24 text => Text(text),
        _ => Convert.ToString(value, CultureInfo.InvariantCulture)!,
    };

    private static string Text(ReadOnlySpan<byte> padded) => Encoding.UTF8.GetString(padded.TrimEnd((byte)0));
}
