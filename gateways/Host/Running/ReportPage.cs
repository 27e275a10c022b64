using System.Text.Json;
using OpenSQT.Lmax.Host.Language;

namespace OpenSQT.Lmax.Host.Running;

/// <summary>What <see cref="RunReport"/> wrote, as two lines for people, in the language of whoever reads it.</summary>
public static class ReportPage
{
    private static object Ratio(JsonElement ratio) =>
        ratio.ValueKind == JsonValueKind.Null ? Words.Of("report.unknown") : ratio;

    public static string Of(JsonElement report)
    {
        JsonElement open = report.GetProperty("openOrdersAtExit");
        bool isEqual = report.GetProperty("ledgerMatchesVenue").GetBoolean();
        JsonElement messages = report.GetProperty("messages");
        return Words.Of(
            "report.line",
            Words.Named("Verdict", report.GetProperty("verdict").GetString()!),
            report.GetProperty("roundTrips"),
            report.GetProperty("realizedPnl"),
            report.GetProperty("fees"),
            report.GetProperty("position"),
            open.ValueKind == JsonValueKind.Null ? Words.Of("report.unknown") : open,
            Words.Of(isEqual ? "report.equal" : "report.unequal"),
            report.GetProperty("stateHash"))
            + '\n' + Words.Of(
                "report.worth",
                report.GetProperty("volume"),
                report.GetProperty("funding"),
                report.GetProperty("unrealizedPnl"),
                report.GetProperty("valuationPrice"),
                report.GetProperty("breakEvenPrice"),
                Ratio(messages.GetProperty("perFill")),
                Ratio(messages.GetProperty("cancelsPerFill")));
    }
}
