namespace Disruptor;

/// <summary>
/// Looks a number of times, then yields the core between looks: nearly as quick as busy spinning, and a thread that
/// needs the core gets it. The default where a core can be spared.
/// </summary>
public sealed class YieldingWaitStrategy : IWaitStrategy
{
    private readonly int _busySpinCount;

    public YieldingWaitStrategy(int busySpinCount = 100)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(busySpinCount);
        _busySpinCount = busySpinCount;
    }

    public bool IsBlockingStrategy => false;

    public SequenceWaitResult WaitFor(
        long sequence, DependentSequenceGroup dependentSequences, CancellationToken cancellationToken)
    {
        long available;
        int spinsLeft = _busySpinCount;
        while ((available = dependentSequences.Value) < sequence)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (spinsLeft > 0)
            {
                spinsLeft--;
                Thread.SpinWait(1);
            }
            else
            {
                Thread.Yield();
            }
        }

        return available;
    }

    public void SignalAllWhenBlocking()
    {
    }
}
