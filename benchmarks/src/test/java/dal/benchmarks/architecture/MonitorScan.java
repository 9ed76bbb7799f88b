package dal.benchmarks.architecture;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What each method of some classes calls, and which of that while it holds a monitor. A block counts from its beginning to the last place where it is left, and what a
 * lambda does counts where it is made: too much rather than too little.
 *
 * <p>A function that a {@link java.util.concurrent.ConcurrentHashMap} calls to compute a value runs under the monitor of a bin of it. What is only known to be a map
 * counts as such a one; and a function that is not made where it is handed over is any that was made in that method, or is a class of its own.
 */
final class MonitorScan extends ClassVisitor {

    /** A call, by the class it names. */
    record Call(String owner, String name, String descriptor) {

        @Override
        public String toString() {
            return owner.replace('/', '.') + "." + name;
        }
    }

    private static final Set<String> COMPUTING = Set.of("compute", "computeIfAbsent", "computeIfPresent", "merge");
    private static final Set<String> MAPS =
            Set.of("java/util/Map", "java/util/concurrent/ConcurrentMap", "java/util/concurrent/ConcurrentHashMap");

    private static final List<Call> ANY_FUNCTION = List.of(
            new Call("java/util/function/Function", "apply", "(Ljava/lang/Object;)Ljava/lang/Object;"),
            new Call(
                    "java/util/function/BiFunction",
                    "apply",
                    "(Ljava/lang/Object;Ljava/lang/Object;)Ljava/lang/Object;"));

    private final Map<Call, List<Call>> calls = new HashMap<>();
    private final Map<Call, List<Call>> underMonitor = new HashMap<>();
    private final Map<String, Set<String>> subclasses = new HashMap<>();
    private final Map<String, String> superclasses = new HashMap<>();
    private String reading = "";

    MonitorScan() {
        super(Opcodes.ASM9);
    }

    void add(byte[] classFile) {
        new ClassReader(classFile).accept(this, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }

    /** What the methods of a class call under a monitor, by method. */
    Map<Call, List<Call>> underMonitor(String owner) {
        Map<Call, List<Call>> found = new HashMap<>(underMonitor);
        found.keySet().removeIf(method -> !method.owner().equals(owner));
        return found;
    }

    /**
     * The methods that a call may reach among the classes scanned. A constructor is the one named, and a function in general is one of the caller's own module.
     *
     * @param module of the caller
     */
    List<Call> targets(Call call, String module) {
        List<Call> targets = new ArrayList<>();
        if (call.name().equals("<init>")) {
            addIfKnown(targets, call);
            return targets;
        }
        for (String type = call.owner(); type != null; type = superclasses.get(type)) {
            addIfKnown(targets, new Call(type, call.name(), call.descriptor()));
        }
        addBelow(targets, call, call.owner());
        if (call.owner().startsWith("java/util/function/")) {
            targets.removeIf(target -> !module(target.owner()).equals(module));
        }
        return targets;
    }

    /** The first two names of a class's package: {@code dal/core}. */
    static String module(String owner) {
        int second = owner.indexOf('/', owner.indexOf('/') + 1);
        return second < 0 ? owner : owner.substring(0, second);
    }

    private void addBelow(List<Call> targets, Call call, String owner) {
        for (String below : subclasses.getOrDefault(owner, Set.of())) {
            addIfKnown(targets, new Call(below, call.name(), call.descriptor()));
            addBelow(targets, call, below);
        }
    }

    private void addIfKnown(List<Call> targets, Call method) {
        if (calls.containsKey(method)) {
            targets.add(method);
        }
    }

    /** What a method calls, of those scanned. */
    List<Call> calls(Call method) {
        return calls.getOrDefault(method, List.of());
    }

    @Override
    public void visit(int version, int access, String name, String signature, String superName, String[] interfaces) {
        reading = name;
        superclasses.put(name, superName);
        subclasses.computeIfAbsent(superName, any -> new HashSet<>()).add(name);
        for (String implemented : interfaces) {
            subclasses.computeIfAbsent(implemented, any -> new HashSet<>()).add(name);
        }
    }

    @Override
    public MethodVisitor visitMethod(
            int access, String name, String descriptor, String signature, String[] exceptions) {
        List<Call> all = new ArrayList<>();
        List<Call> inside = new ArrayList<>();
        List<Call> made = new ArrayList<>();
        List<Call> handed = new ArrayList<>();
        Call method = new Call(reading, name, descriptor);
        calls.put(method, all);
        underMonitor.put(method, inside);
        boolean whole = (access & Opcodes.ACC_SYNCHRONIZED) != 0;
        return new MethodVisitor(Opcodes.ASM9) {
            private int entered = -1;
            private @Nullable Call justMade;

            @Override
            public void visitInsn(int opcode) {
                if (opcode == Opcodes.MONITORENTER && entered < 0) {
                    entered = all.size();
                } else if (opcode == Opcodes.MONITOREXIT && entered >= 0) {
                    inside.clear();
                    inside.addAll(all.subList(entered, all.size()));
                }
                justMade = null;
            }

            @Override
            public void visitVarInsn(int opcode, int variable) {
                justMade = null;
            }

            @Override
            public void visitFieldInsn(int opcode, String owner, String field, String type) {
                justMade = null;
            }

            @Override
            public void visitTypeInsn(int opcode, String type) {
                justMade = null;
            }

            @Override
            public void visitMethodInsn(int opcode, String owner, String called, String type, boolean isInterface) {
                if (MAPS.contains(owner) && COMPUTING.contains(called)) {
                    if (justMade != null) {
                        handed.add(justMade);
                    } else {
                        handed.addAll(made);
                        handed.addAll(ANY_FUNCTION);
                    }
                }
                justMade = null;
                all.add(new Call(owner, called, type));
            }

            @Override
            public void visitInvokeDynamicInsn(String called, String type, Handle bootstrap, Object... arguments) {
                justMade = null;
                for (Object argument : arguments) {
                    if (argument instanceof Handle lambda) {
                        justMade = new Call(lambda.getOwner(), lambda.getName(), lambda.getDesc());
                        made.add(justMade);
                        all.add(justMade);
                    }
                }
            }

            @Override
            public void visitEnd() {
                if (whole) {
                    inside.clear();
                    inside.addAll(all);
                }
                inside.addAll(handed);
            }
        };
    }
}
