namespace Disruptor.Dsl;

/// <summary>How many threads publish to a ring.</summary>
public enum ProducerType
{
    /// <summary>One thread at a time; quicker, and wrong if it is not true.</summary>
    Single,
    Multi,
}
