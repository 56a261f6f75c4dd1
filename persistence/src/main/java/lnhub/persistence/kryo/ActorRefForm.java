package lnhub.persistence.kryo;

import akka.actor.typed.ActorRef;
import akka.actor.typed.ActorRefResolver;
import com.esotericsoftware.kryo.Kryo;
import com.esotericsoftware.kryo.io.Input;
import com.esotericsoftware.kryo.io.Output;
import java.util.function.Supplier;

/** Where to answer, in messages between cluster nodes: the text that Akka's resolver makes of it. */
final class ActorRefForm implements Form<ActorRef<?>> {
    private static final ValueForm<String> TEXT = ValueForm.text();

    /** @param resolver asked at first use only: the actor system is still starting when its serializers are made */
    @SuppressWarnings("unchecked") // Kryo's context is a raw map
    static void use(Kryo kryo, Supplier<ActorRefResolver> resolver) {
        kryo.getContext().put(ActorRefForm.class, resolver);
    }

    @Override
    public void write(Kryo kryo, Output output, ActorRef<?> value) {
        TEXT.write(kryo, output, resolver(kryo).toSerializationFormat(value));
    }

    @Override
    public ActorRef<?> read(Kryo kryo, Input input) {
        return resolver(kryo).resolveActorRef(TEXT.read(kryo, input));
    }

    @Override
    public String shape() {
        return "ActorRef";
    }

    @SuppressWarnings("unchecked")
    private static ActorRefResolver resolver(Kryo kryo) {
        if (kryo.getContext().get(ActorRefForm.class) instanceof Supplier<?> resolver) {
            return (ActorRefResolver) resolver.get();
        }
        throw new StoredFormatException("an ActorRef can only be stored by the serializer of an actor system");
    }
}
