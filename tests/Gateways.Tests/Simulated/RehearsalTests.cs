using OpenSQT.Lmax.Gateways.Pipeline;
using OpenSQT.Lmax.Simulated.WarmUp;

namespace OpenSQT.Lmax.Gateways.Tests.Simulated;

/// <summary>The rehearsal that gets the hot path compiled before a run.</summary>
public sealed class RehearsalTests
{
    private static readonly PipelineOptions Layout = new() { Wait = WaitMode.Block };

    [Theory]
    [InlineData("binance")]
    [InlineData("bitget")]
    [InlineData("gate")]
    public void ShouldTradeInTheProtocolOfTheVenue(string venue)
    {
        RehearsalResult done = Rehearsal.Run(venue, Layout, TimeSpan.FromSeconds(2));

        Assert.True(done.Orders > 20, $"{done}");
        Assert.True(done.Elapsed < TimeSpan.FromSeconds(10), $"{done}"); // a loaded machine included
    }

    [Fact]
    public void ShouldEndWhenHardlyAnythingIsLeftToCompile()
    {
        RehearsalResult done = Rehearsal.Run("binance", Layout, TimeSpan.FromSeconds(30));

        Assert.True(done.IsSettled, $"{done}");
    }
}
